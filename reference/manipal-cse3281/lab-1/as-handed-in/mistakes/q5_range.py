"""The numbers count from 0 to 48; nothing about them is random."""

import torch

random_tensor = torch.arange(49.0).reshape(7, 7)
print(random_tensor)
print(random_tensor.shape)
