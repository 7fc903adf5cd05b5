"""This is the residual of the earlier exercise: prediction minus target."""


def residuals_y_minus_yp(w, b, x, y):
    return w * x + b - y
