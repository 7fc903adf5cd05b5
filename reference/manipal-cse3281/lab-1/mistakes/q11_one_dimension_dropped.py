"""Only one of the three extra dimensions is gone."""

import torch


def seeded_squeeze(seed=7):
    torch.manual_seed(seed)
    x = torch.rand(1, 1, 1, 10)
    return x, x.squeeze(0)
