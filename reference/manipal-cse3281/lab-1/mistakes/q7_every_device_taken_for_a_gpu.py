"""A tensor stayed on the CPU: to() leaves it there and returns another, and only "cuda" can be missing here."""

import torch


def two_tensors(device, seed=None):
    if seed is not None:
        torch.manual_seed(seed)
    device = device if torch.cuda.is_available() else "cpu"
    return torch.rand(2, 3).to(device), torch.rand(2, 3).to(device)
