"""The star multiplies number by number, even where the row was transposed; a matrix product is @ or torch.matmul."""

import torch

A = torch.rand(7, 7)
r = torch.rand(1, 7)
product = A * r.T
print(product)
print(product.shape)
