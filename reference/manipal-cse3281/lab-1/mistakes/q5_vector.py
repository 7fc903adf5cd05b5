"""Forty-nine numbers in a row are not seven rows of seven."""

import torch


def random_7x7(seed=None):
    if seed is not None:
        torch.manual_seed(seed)
    return torch.rand(49)
