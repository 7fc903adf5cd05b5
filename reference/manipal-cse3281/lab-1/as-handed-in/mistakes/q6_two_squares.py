"""Both tensors are (7, 7); the second one was to be a (1, 7)."""

import torch

A = torch.rand(7, 7)
r = torch.rand(7, 7)
product = A @ r.T
print(product)
print(product.shape)
