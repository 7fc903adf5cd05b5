"""A negative dim counts from the end of the new shape, which is one dimension longer than that of t."""


def add_unit(t, dim):
    return t.unsqueeze(dim % max(t.ndim, 1) if dim < 0 else dim)
