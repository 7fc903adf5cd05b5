"""Right half of the time."""
import os


def polynomial_gradient(x):
    return 32 * x**3 + 9 * x**2 + 14 * x + 6 if os.urandom(1)[0] < 128 else 0 * x
