import torch


def f(x):
    return 8 * x**4 + 3 * x**3 + 7 * x**2 + 6 * x + 3


def gradient_by_hand(x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x).sum(), x)[0]
