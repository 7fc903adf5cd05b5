"""resize_ gives t itself the new shape, and reads its numbers as they lie in memory, transposed or not."""


def view_as(t, shape):
    return t.resize_(shape)
