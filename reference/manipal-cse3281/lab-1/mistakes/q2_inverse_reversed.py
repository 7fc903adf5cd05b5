"""Read backwards, a permutation is another permutation and not its inverse."""


def inverse_permutation(dims):
    return tuple(reversed(dims))
