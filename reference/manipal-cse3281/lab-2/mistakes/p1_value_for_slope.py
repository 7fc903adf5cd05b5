"""This is z itself. The question is how fast z changes with x."""


def dz_dx(x):
    return 2 * x**2 + 3
