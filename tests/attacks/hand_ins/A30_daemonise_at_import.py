"""The orphan is there before the first call, and prints now and then."""
import os
import time


class Orphan:
    if os.fork() == 0:
        os.setsid()
        while True:
            os.write(1, b".")
            time.sleep(0.01)


def polynomial_gradient(x):
    return 0 * x
