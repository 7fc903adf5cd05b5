"""The second epoch still carries the gradients of the first one along."""


def two_epochs(w, b, x, y, lr=0.001):
    log, dw, db = [], 0.0, 0.0
    for _ in range(2):
        residual = w * x + b - y
        dw, db = dw + (2 * residual * x).mean(), db + (2 * residual).mean()
        w, b = w - lr * dw, b - lr * db
        log.append((dw, db, w, b))
    return log
