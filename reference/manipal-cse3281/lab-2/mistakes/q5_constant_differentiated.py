"""The constant term has no slope: it does not appear in the derivative."""


def polynomial_gradient(x):
    return 32 * x**3 + 9 * x**2 + 14 * x + 6 + 3
