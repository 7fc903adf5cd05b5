"""The seed has no effect: two calls with the same one give different pairs."""

import torch


def two_tensors(device, seed=None):
    if str(device) == "cuda" and not torch.cuda.is_available():
        device = "cpu"
    return torch.rand(2, 3).to(device), torch.rand(2, 3).to(device)
