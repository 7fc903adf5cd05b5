"""You count the elements. The number of dimensions is how many sizes the shape has."""


def describe(t):
    return t.numel(), tuple(t.shape), t.item() if t.numel() == 1 else None
