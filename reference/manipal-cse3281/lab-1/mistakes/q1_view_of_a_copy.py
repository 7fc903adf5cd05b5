"""What you return is a view of a copy, so nothing that is written into it ever reaches t."""


def view_as(t, shape):
    return t.clone().view(shape)
