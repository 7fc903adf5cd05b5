"""This is not plain descent: the optimizer adapts the length of its steps."""

import torch


def linear_step(model, x, y, lr=0.001):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    loss = ((model(x.reshape(-1, 1)).flatten() - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
