"""randn draws from the normal distribution; rand is the uniform one."""

import torch


def noise(size):
    return torch.randn(size)
