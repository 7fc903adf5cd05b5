"""The step goes up the slope."""


def path(x, y):
    w, b, weights = 0.0, 0.0, []
    for _ in range(10):
        error = w * x + b - y
        w, b = w + 0.2 * (error * x).mean(), b + 0.2 * error.mean()
        weights.append((w, b))
    return weights
