"""The numbers changed their order: they are read and laid down row after row, the last dimension fastest."""


def to_shape(t, shape):
    return t.permute(*reversed(range(t.ndim))).reshape(shape)
