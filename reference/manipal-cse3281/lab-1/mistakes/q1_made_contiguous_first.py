"""For some tensors contiguous() quietly makes a copy, and your view then looks at that copy and not at t."""


def view_as(t, shape):
    return t.contiguous().view(shape)
