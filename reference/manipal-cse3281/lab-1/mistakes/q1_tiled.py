"""The numbers are repeated within the dimensions of t, and no new dimension is there."""


def stack_n(t, n, dim):
    return t.repeat_interleave(n, dim)
