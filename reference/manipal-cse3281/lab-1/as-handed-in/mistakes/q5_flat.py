"""The 49 numbers lie in one row, without a second dimension."""

import torch

random_tensor = torch.rand(49)
print(random_tensor)
print(random_tensor.shape)
