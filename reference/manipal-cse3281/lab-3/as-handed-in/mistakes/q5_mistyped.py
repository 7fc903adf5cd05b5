"""The points are not those of the sheet: compare them one by one."""

import matplotlib.pyplot as plt
import torch
from torch import nn

x = torch.tensor(
    [
        12.4,
        14.3,
        14.5,
        14.9,
        16.1,
        16.9,
        16.5,
        15.4,
        17.0,
        17.9,
        18.8,
        20.3,
        12.4,
        19.4,
        15.5,
        16.7,
        17.3,
        18.4,
        19.2,
        17.4,
        19.5,
        19.7,
        21.2,
    ]
)
y = torch.tensor(
    [
        11.2,
        12.5,
        12.7,
        13.1,
        14.1,
        14.8,
        14.4,
        13.4,
        14.9,
        15.6,
        16.4,
        17.7,
        19.6,
        16.9,
        14.0,
        14.6,
        15.1,
        16.1,
        16.8,
        15.2,
        17.0,
        17.2,
        18.6,
    ]
)
x = x.view(-1, 1)
y = y.view(-1, 1)


class LinearRegression(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x)


model = LinearRegression()
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
losses = []
for epoch in range(100):
    loss = criterion(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

print(model.linear.weight.item(), model.linear.bias.item(), losses[-1])

plt.plot(losses)
plt.xlabel("Epoch")
plt.ylabel("Loss")
plt.show()
