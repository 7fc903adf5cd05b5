"""The first tensor is on the device, the second one stayed behind."""

import torch


def two_tensors(device, seed=None):
    if seed is not None:
        torch.manual_seed(seed)
    if str(device) == "cuda" and not torch.cuda.is_available():
        device = "cpu"
    return torch.rand(2, 3).to(device), torch.rand(2, 3)
