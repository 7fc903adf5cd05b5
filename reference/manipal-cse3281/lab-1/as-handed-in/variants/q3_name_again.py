"""Name again."""

import torch

tensor = torch.tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
element = tensor[0, 1]
print("Element at position (0, 1):", element.item())
sub_tensor = tensor[:2, :]
print("First two rows:")
print(sub_tensor)
cube = torch.arange(18).view(2, 3, 3)
print(cube[0, ..., 1])
tensor = cube[1]
print(tensor)
