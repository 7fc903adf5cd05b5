"""A permutation is not undone by counting down from the last dimension: ask where each dimension went."""


def inverse_permutation(dims):
    return tuple(len(dims) - 1 - dim for dim in dims)
