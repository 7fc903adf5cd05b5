"""The entries count upwards: nothing here is random."""

import torch


def random_7x7(seed=None):
    return torch.arange(49.0).reshape(7, 7)
