"""The function has returned before the second epoch could begin."""

import torch


def fit_23(x, y, w=1.0, b=1.0, lr=0.001, epochs=100):
    w = torch.tensor(w, requires_grad=True)
    b = torch.tensor(b, requires_grad=True)
    losses = []
    for _ in range(epochs):
        loss = ((w * x + b - y) ** 2).mean()
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad, b.grad = None, None
        return {"w": w.item(), "b": b.item(), "losses": losses}
