"""You applied the ReLU to wx: the bias b is added first, so a = relu(wx + b)."""

import torch


def relu_neuron(w, x, b):
    u = w * x
    return u, u + b, torch.relu(u)
