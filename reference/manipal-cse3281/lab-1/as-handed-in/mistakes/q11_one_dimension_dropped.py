"""squeeze(0) removes one dimension; two of length 1 are left."""

import torch

torch.manual_seed(7)
x = torch.rand(1, 1, 1, 10)
y = x.squeeze(0)
print(x, x.shape)
print(y, y.shape)
