"""torch.ones fills the tensor with ones, and nothing about these is random."""

import torch

random_tensor = torch.ones(7, 7)
print(random_tensor)
print(random_tensor.shape)
