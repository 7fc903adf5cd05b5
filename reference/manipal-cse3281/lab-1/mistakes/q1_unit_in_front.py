"""The new dimension always comes first, whatever dim says."""


def add_unit(t, dim):
    return t[None]
