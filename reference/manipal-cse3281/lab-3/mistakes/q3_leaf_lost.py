"""After the first update w and b are new tensors, at which no gradient arrives any more."""

import torch


class RegressionModel:
    def __init__(self):
        self.w = torch.tensor(1.0, requires_grad=True)
        self.b = torch.tensor(1.0, requires_grad=True)

    def forward(self, x):
        return self.w * x + self.b

    def criterion(self, y, yp):
        return ((yp - y) ** 2).mean()

    def update(self, lr):
        with torch.no_grad():
            self.w = self.w - lr * self.w.grad
            self.b = self.b - lr * self.b.grad

    def reset_grad(self):
        self.w.grad = None
        self.b.grad = None
