"""You returned a detached tensor: give back the very tensor that tracks gradients now."""


def enable_grad(t):
    t.requires_grad_()
    return t.detach()
