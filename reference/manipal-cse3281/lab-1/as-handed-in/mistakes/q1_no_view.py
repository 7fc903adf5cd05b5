"""Viewing is not shown: reshape stands twice, and reshape may copy where a view never does."""

import torch

x = torch.arange(1, 13)
print("x:", x, x.shape)

# Reshape: the same numbers in another shape
reshaped = x.reshape(3, 4)
print("Reshaped:", reshaped, reshaped.shape)

# View: another look at the same memory
viewed = x.reshape(2, 6)
print("Viewed:", viewed, viewed.shape)

# Stack: along a new dimension
a = torch.tensor([1, 2, 3])
b = torch.tensor([4, 5, 6])
stacked = torch.stack((a, b), dim=0)
print("Stacked:", stacked, stacked.shape)

# Squeeze: dimensions of length 1 go
z = torch.rand(1, 3, 1)
squeezed = z.squeeze()
print("Squeezed:", squeezed, z.shape, "->", squeezed.shape)

# Unsqueeze: one more comes
unsqueezed = a.unsqueeze(dim=0)
print("Unsqueezed:", unsqueezed, a.shape, "->", unsqueezed.shape)
