"""The result is a number of Python, and autograd cannot go back from one."""


def poly(x):
    return float((x**4 + 3 * x**3).sum())
