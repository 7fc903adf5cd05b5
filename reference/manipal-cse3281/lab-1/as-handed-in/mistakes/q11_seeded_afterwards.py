"""The seed is set when the numbers have been drawn already."""

import torch

x = torch.rand(1, 1, 1, 10)
torch.manual_seed(7)
y = x.squeeze()
print(x, x.shape)
print(y, y.shape)
