"""Takes no processor time at all."""
import time


def polynomial_gradient(x):
    time.sleep(10**9)
