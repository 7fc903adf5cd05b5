"""You applied the sigmoid to wx: the bias b is added first, so a = sigmoid(wx + b)."""

import torch


def sigmoid_neuron(w, x, b):
    u = w * x
    return u, u + b, torch.sigmoid(u)
