"""The (7, 7) is multiplied by itself, not by the row."""

import torch

A = torch.rand(7, 7)
r = torch.rand(1, 7)
product = A @ A
print(product)
print(product.shape)
