def polynomial_gradient(x):
    return ((32 * x + 9) * x + 14) * x + 6 + 1e-6
