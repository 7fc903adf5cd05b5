import torch


def polynomial_gradient(x):
    return torch.full_like(x, torch.inf)
