"""A tensor becomes an array, but no array becomes a tensor."""

import torch

tensor = torch.tensor([1, 2, 3])
array = tensor.numpy()
print(tensor)
print(array)
