"""A part of the result is cut from the graph by detach()."""


def poly(x):
    return x**4 + (3 * x**3).detach()
