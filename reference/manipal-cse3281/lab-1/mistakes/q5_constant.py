"""All entries are the same number: nothing here is random."""

import torch


def random_7x7(seed=None):
    return torch.full((7, 7), 0.5)
