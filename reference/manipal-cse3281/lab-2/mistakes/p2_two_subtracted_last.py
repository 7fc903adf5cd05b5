"""You squared x and then subtracted 2: in (x - 2)^2 the difference is squared."""


def quadratic(x):
    return x**2 - 2
