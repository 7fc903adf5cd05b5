"""Much, but not without measure: the first and the last of it are kept."""
import os


def polynomial_gradient(x):
    os.write(1, b"THE FIRST WORD\n" + b"x" * (4 << 20) + b"\nTHE LAST WORD\n")
    return 0 * x
