def polynomial_gradiant(x):
    return 32 * x**3 + 9 * x**2 + 14 * x + 6
