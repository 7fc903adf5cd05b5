"""8x^4 + 3x^3 + 7x^2 + 6x + 3 and its derivative. SOLUTION-SOURCE must be in no answer that a student gets."""


def polynomial_gradient(x):
    return 32 * x**3 + 9 * x**2 + 14 * x + 6


def double(x):
    return 2 * x


def gradient_by_hand(x):
    return 32 * x**3 + 9 * x**2 + 14 * x + 6


def patient_gradient(x):
    return 32 * x**3 + 9 * x**2 + 14 * x + 6
