"""The loss has become a plain number on the way, and no gradient finds back through it."""

import torch


def loss_at(w, b, x, y):
    return torch.tensor(((w * x + b - y) ** 2).mean().item())
