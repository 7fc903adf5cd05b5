"""Without a seed, every call gives the same tensor: the generator is set back each time."""

import torch


def random_7x7(seed=None):
    torch.manual_seed(42 if seed is None else seed)
    return torch.rand(7, 7)
