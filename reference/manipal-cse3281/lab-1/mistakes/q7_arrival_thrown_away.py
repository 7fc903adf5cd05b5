"""A tensor stayed on the CPU: to() leaves it there and returns another, and only "cuda" can be missing here."""

import torch


def two_tensors(device, seed=None):
    if seed is not None:
        torch.manual_seed(seed)
    if str(device) == "cuda" and not torch.cuda.is_available():
        device = "cpu"
    a, b = torch.rand(2, 3), torch.rand(2, 3)
    a.to(device)
    b.to(device)
    return a, b
