"""You zero the tensor that you were given. Asked for is a new one; the trailing underscore means "in place"."""


def zeros_of(t):
    return t.zero_()
