"""You added 3 before you doubled: z = 2y + 3 doubles y alone."""


def chain_forward(x):
    y = x**2
    return y, 2 * (y + 3)
