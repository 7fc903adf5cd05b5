"""Both names stand for one and the same tensor."""

import torch


def two_tensors(device, seed=None):
    if seed is not None:
        torch.manual_seed(seed)
    if str(device) == "cuda" and not torch.cuda.is_available():
        device = "cpu"
    a = torch.rand(2, 3).to(device)
    return a, a
