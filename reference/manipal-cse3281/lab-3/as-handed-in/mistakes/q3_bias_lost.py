"""forward leaves b out."""

import matplotlib.pyplot as plt
import torch

x = torch.tensor([5.0, 7.0, 12.0, 16.0, 20.0])
y = torch.tensor([40.0, 120.0, 180.0, 210.0, 240.0])


class RegressionModel:
    def __init__(self):
        self.w = torch.tensor(1.0, requires_grad=True)
        self.b = torch.tensor(1.0, requires_grad=True)

    def forward(self, x):
        return self.w * x

    def update(self, lr):
        with torch.no_grad():
            self.w -= lr * self.w.grad

    def reset_grad(self):
        self.w.grad.zero_()

    def criterion(self, y, yp):
        return ((yp - y) ** 2).mean()


model = RegressionModel()
losses = []
for epoch in range(100):
    yp = model.forward(x)
    loss = model.criterion(y, yp)
    loss.backward()
    model.update(0.001)
    model.reset_grad()
    losses.append(loss.item())

print("w:", model.w.item(), "b:", model.b.item(), "loss:", losses[-1])

plt.plot(losses)
plt.xlabel("Epoch")
plt.ylabel("Loss")
plt.show()
