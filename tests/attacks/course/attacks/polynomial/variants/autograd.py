"""By autograd, as most students do."""

import torch


def polynomial_gradient(x):
    x = x.detach().clone().requires_grad_()
    (8 * x**4 + 3 * x**3 + 7 * x**2 + 6 * x + 3).sum().backward()
    return x.grad


def double(x):
    return x + x


def gradient_by_hand(x):
    return ((32 * x + 9) * x + 14) * x + 6


def patient_gradient(x):
    return torch.func.vmap(lambda n: 32 * n**3 + 9 * n**2 + 14 * n + 6)(x)
