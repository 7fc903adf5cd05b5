"""The step follows the gradient, so the loss grows from epoch to epoch."""


def two_epochs_y_minus_yp(w, b, x, y, lr=0.001):
    log = []
    for _ in range(2):
        residual = y - (w * x + b)
        dw, db = (-2 * residual * x).mean(), (-2 * residual).mean()
        w, b = w + lr * dw, b + lr * db
        log.append((dw, db, w, b))
    return log
