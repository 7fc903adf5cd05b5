"""Shapes only."""

import torch

d = torch.zeros(3, 2, 1, 4)
print(d.shape)
print("The permuted shape is: ", torch.permute(d, (2, 1, 0, 3)).shape)
