"""Overwritten."""

import torch

torch.manual_seed(7)
t3 = torch.rand(1, 1, 1, 10)
print(t3)
print(t3.shape)
t3 = torch.squeeze(t3)
print(t3)
print(t3.shape)
