"""You gave the permutation back as it is, which undoes it only where it exchanges pairs."""


def inverse_permutation(dims):
    return tuple(dims)
