"""Both tensors have lost their extra dimensions; the first one is to keep them."""

import torch


def seeded_squeeze(seed=7):
    torch.manual_seed(seed)
    x = torch.rand(1, 1, 1, 10).squeeze()
    return x, x
