"""The mean of a product is not the product of the means."""


def grads(w, b, x, y):
    residual = w * x + b - y
    return 2 * residual.mean() * x.mean(), 2 * residual.mean()
