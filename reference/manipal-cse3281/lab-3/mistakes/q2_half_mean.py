"""These are the gradients of half the mean. The loss has no factor in front that would cancel the exponent."""


def grads(w, b, x, y):
    residual = w * x + b - y
    return (residual * x).mean(), residual.mean()
