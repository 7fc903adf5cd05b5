"""The second tensor was drawn anew; it is to hold the numbers of the first one."""

import torch


def seeded_squeeze(seed=7):
    torch.manual_seed(seed)
    return torch.rand(1, 1, 1, 10), torch.rand(10)
