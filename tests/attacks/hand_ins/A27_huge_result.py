"""Ten thousand million numbers that take four bytes here."""
import torch


def polynomial_gradient(x):
    return torch.ones(1).expand(10**10)
