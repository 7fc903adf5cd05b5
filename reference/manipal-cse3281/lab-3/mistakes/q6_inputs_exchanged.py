"""Each weight has met the other one's input."""


def predict(weights, x1, x2):
    w1, w2, b = weights
    return w1 * x2 + w2 * x1 + b
