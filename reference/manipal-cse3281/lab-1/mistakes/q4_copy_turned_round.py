"""You copy where no copy was asked for, and share the memory where one was."""

import torch


def from_np(a, copy=False):
    return torch.from_numpy(a) if copy else torch.tensor(a)
