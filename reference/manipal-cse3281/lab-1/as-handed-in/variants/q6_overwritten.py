"""Overwritten."""

import torch

a = torch.rand(7, 7)
b = torch.rand(1, 7)
b = b.reshape(7, 1)
c = torch.mm(a, b)
print(b)
print(c)
