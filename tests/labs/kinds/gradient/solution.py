def poly(x):
    return x**4 + 3 * x**3
