"""The shape is that of t, but the dtype is the one that torch.zeros takes by default."""

import torch


def zeros_of(t):
    return torch.zeros(t.shape)
