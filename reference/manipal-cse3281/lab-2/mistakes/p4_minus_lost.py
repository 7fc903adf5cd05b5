"""A minus sign is missing: the derivative of 1/c is -1/c^2."""

import math


def grad_sigmoid_manual(x):
    b = math.exp(-abs(x))
    return (1 / (1 + b) ** 2) * b * -1
