"""Without a seed there are other numbers in each run."""

import torch

x = torch.rand(1, 1, 1, 10)
y = x.squeeze()
print(x, x.shape)
print(y, y.shape)
