"""You switch tracking on for a copy; the tensor that was passed in stays as it was."""


def enable_grad(t):
    return t.clone().requires_grad_()
