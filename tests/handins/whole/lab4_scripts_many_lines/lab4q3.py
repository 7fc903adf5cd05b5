import torch
from torch import nn
import numpy as np

X = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=torch.float32)
Y = torch.tensor([[0.0], [1.0], [1.0], [0.0]])

class XORModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear1 = nn.Linear(2, 2)
        self.linear2 = nn.Linear(2, 1)

    def forward(self, x):
        x = torch.sigmoid(self.linear1(x))
        return self.linear2(x)

model = XORModel()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(1000):
    loss = ((model(X) - Y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# take the weights out of the model
W1 = model.linear1.weight.data.numpy()
B1 = model.linear1.bias.data.numpy()
W2 = model.linear2.weight.data.numpy()
B2 = model.linear2.bias.data.numpy()
print("W1 =", W1)
print("B1 =", B1)
print("W2 =", W2)
print("B2 =", B2)

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

for x in X.numpy():
    z1 = np.dot(W1, x) + B1
    a1 = sigmoid(z1)
    z2 = np.dot(W2, a1) + B2
    print("input", x, "hidden", a1, "manual output", z2, "model output", model(torch.from_numpy(x)).item())
