"""The largest number that there is: what it is compared with makes it infinite."""
import torch


def polynomial_gradient(x):
    return torch.full_like(x, -torch.finfo(torch.float64).max, dtype=torch.float64)
