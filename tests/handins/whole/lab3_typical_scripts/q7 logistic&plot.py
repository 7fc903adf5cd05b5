import torch
import torch.nn as nn
import numpy as np
import matplotlib.pyplot as plt

x = [1, 5, 10, 10, 25, 50, 70, 75, 100]
y = [0, 0, 0, 0, 0, 1, 1, 1, 1]
x = torch.tensor(x, dtype=torch.float32).view(-1, 1)
y = torch.tensor(y, dtype=torch.float32).view(-1, 1)

class LogisticRegression(nn.Module):
    def __init__(self):
        super(LogisticRegression, self).__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return torch.sigmoid(self.linear(x))

model = LogisticRegression()
criterion = nn.BCELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)

losses = []
for i in range(3000):
    p = model(x)
    loss = criterion(p, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

print(f"loss = {losses[-1]}")
w = model.linear.weight.item()
b = model.linear.bias.item()
print("w =", w, "b =", b)
test = torch.tensor([[30.0]])
print("class of 30:", 1 if model(test).item() > 0.5 else 0)

xs = np.linspace(0, 100, 100)
plt.scatter(x, y)
plt.plot(xs, 1 / (1 + np.exp(-(w * xs + b))))
plt.show()
