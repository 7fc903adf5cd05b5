"""The step of b uses the new w; both go from the same point."""


def update(w, b, x, y, lr):
    w = w - lr * 2 * ((w * x + b - y) * x).mean()
    return w, b - lr * 2 * (w * x + b - y).mean()
