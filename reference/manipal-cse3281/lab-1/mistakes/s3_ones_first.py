"""The pair is the wrong way round: the zeros come first."""

import torch


def zeros_ones(size):
    return torch.ones(size), torch.zeros(size)
