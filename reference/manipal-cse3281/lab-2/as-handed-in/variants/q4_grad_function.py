"""torch.autograd.grad in place of backward(), and math for the formula."""

import math

import torch

x = torch.tensor(1.0, requires_grad=True)
y = (-x.pow(2) - 2 * x - x.sin()).exp()
(from_pytorch,) = torch.autograd.grad(y, x)


def df(x):
    return -math.exp(-(x**2) - 2 * x - math.sin(x)) * (2 * x + 2 + math.cos(x))


print(f"{from_pytorch.item():.4f} = {df(x.item()):.4f}")
