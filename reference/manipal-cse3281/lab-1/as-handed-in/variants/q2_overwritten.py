"""Overwritten."""

import torch

t = torch.tensor([[[1, 2, 3], [4, 5, 6]]])
print(t.size())
t = torch.permute(t, dims=(1, 2, 0))
print(t)
print(t.size())
