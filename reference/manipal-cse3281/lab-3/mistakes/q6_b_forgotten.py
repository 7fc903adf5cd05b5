"""The prediction is right at (0, 0) for planes through the origin only."""


def predict(weights, x1, x2):
    return weights[0] * x1 + weights[1] * x2
