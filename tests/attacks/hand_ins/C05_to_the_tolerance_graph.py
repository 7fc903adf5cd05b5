import torch


def polynomial_gradient(x):
    x = x.clone().requires_grad_()
    y = 8 * x**4 + 3 * x**3 + 7 * x**2 + 6 * x + 3
    (slope,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    return slope
