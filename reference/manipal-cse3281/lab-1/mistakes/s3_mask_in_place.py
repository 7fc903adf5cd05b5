"""The zeros are written into t itself, so whoever called your function has lost the numbers."""


def apply_mask(t, mask):
    t[mask == 0] = 0
    return t
