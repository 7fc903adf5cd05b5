"""The steps are taken by a ready-made optimizer; in this exercise they are yours."""

import torch


def fit_line(x, y, w=1.0, b=1.0, lr=0.001, epochs=100):
    w = torch.tensor(w, requires_grad=True)
    b = torch.tensor(b, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=lr)
    losses = []
    for _ in range(epochs):
        loss = ((w * x + b - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {"w": w.item(), "b": b.item(), "losses": losses}
