"""The minus sign has reached w and got lost on its way to b."""


def grads_y_minus_yp(w, b, x, y):
    residual = y - (w * x + b)
    return (-2 * residual * x).mean(), (2 * residual).mean()
