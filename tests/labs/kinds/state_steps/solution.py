def update(w, b, x, y, lr):
    error = w * x + b - y
    return w - lr * 2 * (error * x).mean(), b - lr * 2 * error.mean()
