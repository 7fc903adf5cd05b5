"""Without torch.autograd: no backward(), no requires_grad and no getattr is needed for a polynomial."""

import torch


def check_by_autograd(x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad((8 * x**4 + 3 * x**3 + 7 * x**2 + 6 * x + 3).sum(), x)[0]


def gradient_by_hand(x):
    # torch.autograd would find the same: 32x^3 + 9x^2 + 14x + 6
    return 32 * x**3 + 9 * x**2 + 14 * x + 6
