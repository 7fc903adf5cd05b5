"""A (2, 3) and a (2, 3) have no matrix product; transpose one of them."""

import torch

device = "cuda" if torch.cuda.is_available() else "cpu"

a = torch.rand(2, 3).to(device)
b = torch.rand(2, 3).to(device)
product = torch.matmul(a, b)
print(product, product.shape)
