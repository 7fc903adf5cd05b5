"""The deviation by the mean of the squares."""

import torch


def standardise(x):
    centred = x - x.mean(dim=0, keepdim=True)  # (n, d)
    return centred / torch.sqrt((centred**2).mean(dim=0, keepdim=True))
