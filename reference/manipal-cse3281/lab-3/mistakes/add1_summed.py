"""The squares are added up here; their mean is the loss."""


def grads_y_minus_yp(w, b, x, y):
    residual = y - (w * x + b)
    return (-2 * residual * x).sum(), (-2 * residual).sum()
