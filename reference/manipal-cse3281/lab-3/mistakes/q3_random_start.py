"""The line begins at random, where both numbers are given in the sheet."""

import torch


class RegressionModel:
    def __init__(self):
        self.w = torch.rand((), requires_grad=True)
        self.b = torch.rand((), requires_grad=True)

    def forward(self, x):
        return self.w * x + self.b

    def criterion(self, y, yp):
        return ((yp - y) ** 2).mean()

    def update(self, lr):
        with torch.no_grad():
            self.w -= lr * self.w.grad
            self.b -= lr * self.b.grad

    def reset_grad(self):
        self.w.grad = None
        self.b.grad = None
