"""The star multiplies number by number, with the row repeated; a matrix product is @ or torch.matmul."""

import torch

A = torch.rand(7, 7)
r = torch.rand(1, 7)
product = A * r
print(product)
print(product.shape)
