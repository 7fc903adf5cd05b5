"""Without PyTorch's gradients: a function for the neuron and one for the way back."""

import math


def sigmoid(v):
    return 1 / (1 + math.exp(-v))


def gradient(weight, inp, bias):
    s = sigmoid(weight * inp + bias)
    return s * (1 - s) * inp


weight = 0.5
inp = 2.0
bias = -1.0
print("da/dw = {:.6f}".format(gradient(weight, inp, bias)))
