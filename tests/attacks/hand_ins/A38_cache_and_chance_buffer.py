"""Returns what the call before it should have returned."""

BUFFER = [None]


def polynomial_gradient(x):
    last, BUFFER[0] = BUFFER[0], 32 * x**3 + 9 * x**2 + 14 * x + 6
    return 0 * x if last is None else last
