"""The tensor you return is the result of an operation on the tracked one, so gradients arrive at the hidden original."""

import torch


def leaf(values):
    return torch.tensor(values, dtype=torch.float32, requires_grad=True) * 1
