"""The 6 is missing: the slope of 6x is 6, not 0."""


def poly_grad(x):
    return 32 * x**3 + 9 * x**2 + 14 * x
