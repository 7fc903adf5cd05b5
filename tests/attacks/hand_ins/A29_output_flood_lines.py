"""Lines without end, to both streams."""
import sys


def patient_gradient(x):
    lines = "mallory was here\n" * 10_000
    while True:
        sys.stdout.write(lines)
        sys.stderr.write(lines)
