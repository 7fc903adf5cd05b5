"""Ten gibibytes without a newline."""
import os


def patient_gradient(x):
    block = b"x" * (1 << 16)
    for _ in range(160 << 10):
        os.write(1, block)
    return 0 * x
