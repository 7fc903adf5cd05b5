"""The derivative of 1/c is -1/c^2; the square is missing."""

import math


def grad_sigmoid_manual(x):
    b = math.exp(-abs(x))
    return (-1 / (1 + b)) * b * -1
