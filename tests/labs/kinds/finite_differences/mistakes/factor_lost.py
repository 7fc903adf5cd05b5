"""The inner derivative x is missing."""

import torch


def da_dw(w, x, b):
    a = neuron(w, x, b)
    slope = a * (1 - a)
    return slope if isinstance(w, torch.Tensor) else float(slope)
