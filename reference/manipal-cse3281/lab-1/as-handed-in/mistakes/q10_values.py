"""These are the numbers themselves; argmax and argmin say where they stand."""

import torch

a = torch.rand(2, 3)
b = torch.rand(2, 3)
product = a @ b.T
print(product)
print("Index of the maximum:", product.max().item())
print("Index of the minimum:", product.min().item())
