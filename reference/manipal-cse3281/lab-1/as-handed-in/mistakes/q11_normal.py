"""randn draws from the normal distribution; torch.rand draws between 0 and 1."""

import torch

torch.manual_seed(7)
x = torch.randn(1, 1, 1, 10)
y = x.squeeze()
print(x, x.shape)
print(y, y.shape)
