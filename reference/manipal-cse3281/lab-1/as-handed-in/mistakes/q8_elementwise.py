"""The star multiplies number by number and gives a (2, 3); a matrix product is @ or torch.matmul."""

import torch

device = "cuda" if torch.cuda.is_available() else "cpu"

a = torch.rand(2, 3).to(device)
b = torch.rand(2, 3).to(device)
product = a * b
print(product, product.shape)
