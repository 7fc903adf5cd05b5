"""Many points at once, and the formula as a function of them."""

import torch


def f(x):
    return torch.exp(-(x**2) - 2 * x - torch.sin(x))


def der(x):
    return (-2 * x - 2 - torch.cos(x)) * f(x)


xs = torch.linspace(-1, 2, 7, requires_grad=True)
f(xs).sum().backward()
analytic = der(xs)
print(xs.grad)
print(analytic)
print(torch.allclose(xs.grad, analytic))
