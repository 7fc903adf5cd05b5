"""b was treated as a constant in y = 5a^2 + 3b^3, so its path through y is lost."""


def dz_db(a, b):
    return 6 + 0 * b
