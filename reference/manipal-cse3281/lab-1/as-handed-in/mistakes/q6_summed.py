"""The whole matrix is summed up by columns, and the row is not used."""

import torch

A = torch.rand(7, 7)
r = torch.rand(1, 7)
product = A.sum(dim=0)
print(product)
print(product.shape)
