"""Autograd is still watching while w and b are changed, and it guards its leaves."""

import torch


def fit_line(x, y, w=1.0, b=1.0, lr=0.001, epochs=100):
    w = torch.tensor(w, requires_grad=True)
    b = torch.tensor(b, requires_grad=True)
    losses = []
    for _ in range(epochs):
        loss = ((w * x + b - y) ** 2).mean()
        loss.backward()
        losses.append(loss.item())
        w -= lr * w.grad
        b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return {"w": w.item(), "b": b.item(), "losses": losses}
