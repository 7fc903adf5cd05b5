import torch


def polynomial_gradient(x):
    answer = 32 * x**3 + 9 * x**2 + 14 * x + 6
    wide = torch.stack([answer, -answer], dim=-1)
    return wide[..., 0]
