"""You left out 7x^2 of the polynomial."""


def polynomial(x):
    return 8 * x**4 + 3 * x**3 + 6 * x + 3
