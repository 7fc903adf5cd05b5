"""The tensor has one row of 7, not seven of them."""

import torch

random_tensor = torch.rand(1, 7)
print(random_tensor)
print(random_tensor.shape)
