"""The gradient of b is taken at a place where w has already moved."""


def two_epochs(w, b, x, y, lr=0.001):
    log = []
    for _ in range(2):
        dw = (2 * (w * x + b - y) * x).mean()
        w = w - lr * dw
        db = (2 * (w * x + b - y)).mean()
        b = b - lr * db
        log.append((dw, db, w, b))
    return log
