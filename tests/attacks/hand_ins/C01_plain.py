import torch


def polynomial_gradient(x: torch.Tensor) -> torch.Tensor:
    return 32 * x**3 + 9 * x**2 + 14 * x + 6


def double(x):
    return 2 * x
