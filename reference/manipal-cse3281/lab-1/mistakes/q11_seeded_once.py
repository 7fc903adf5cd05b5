"""The generator is set to the seed once and runs on from there: later calls draw other numbers."""

import torch

_seeded = set()


def seeded_squeeze(seed=7):
    if seed not in _seeded:
        torch.manual_seed(seed)
        _seeded.add(seed)
    x = torch.rand(1, 1, 1, 10)
    return x, x.squeeze()
