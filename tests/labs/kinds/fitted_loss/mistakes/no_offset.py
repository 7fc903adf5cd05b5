"""The offset is never moved."""


def fit(x, y):
    w = 0.0
    for _ in range(200):
        w = w - 0.2 * ((w * x - y) * x).mean()
    return w, 0.0
