"""permute returns the new look at the tensor; the tensor that is printed is still the old one."""

import torch

x = torch.rand(2, 3, 4)
print(x.shape)
x.permute(2, 0, 1)
print(x.shape)
print(x)
