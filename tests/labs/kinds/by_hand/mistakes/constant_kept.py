"""A constant was left in the derivative."""


def poly_grad(x):
    return 32 * x**3 + 9 * x**2 + 3
