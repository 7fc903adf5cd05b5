"""The powers were kept: each goes down by one when a polynomial is differentiated.

exercise: gradient
"""


def polynomial_gradient(x):
    return 32 * x**4 + 9 * x**3 + 14 * x**2 + 6 * x
