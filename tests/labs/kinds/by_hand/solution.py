def poly(x):
    return 8 * x**4 + 3 * x**3


def poly_grad(x):
    return 32 * x**3 + 9 * x**2
