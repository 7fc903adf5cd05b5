"""The gradient was added up twice in .grad: call backward() once on a fresh leaf, or reset .grad in between."""


def polynomial_autograd(x):
    x = x.detach().clone().requires_grad_()
    for _ in range(2):
        (8 * x**4 + 3 * x**3 + 7 * x**2 + 6 * x + 3).sum().backward()
    return x.grad
