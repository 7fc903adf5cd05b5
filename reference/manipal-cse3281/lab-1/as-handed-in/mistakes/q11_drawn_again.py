"""The second tensor is drawn anew: it has the right numbers only because the seed is set again."""

import torch

torch.manual_seed(7)
x = torch.rand(1, 1, 1, 10)
torch.manual_seed(7)
y = torch.rand(10)
print(x, x.shape)
print(y, y.shape)
