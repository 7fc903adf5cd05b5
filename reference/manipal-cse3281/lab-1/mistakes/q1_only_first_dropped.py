"""Only the first dimension is looked at; one of size 1 can stand anywhere in the shape."""


def drop_unit(t):
    return t.squeeze(0)
