"""The seed is always 7, whatever the argument says."""

import torch


def seeded_squeeze(seed=7):
    torch.manual_seed(7)
    x = torch.rand(1, 1, 1, 10)
    return x, x.squeeze()
