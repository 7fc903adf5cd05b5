"""You seed the generator when the numbers are drawn already: the seed then decides the next call."""

import torch


def random_7x7(seed=None):
    t = torch.rand(7, 7)
    if seed is not None:
        torch.manual_seed(seed)
    return t
