"""Squares are not exponentials."""


def softmax(x):
    return x**2 / (x**2).sum(dim=1, keepdim=True)
