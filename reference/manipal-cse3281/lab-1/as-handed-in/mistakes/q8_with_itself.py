"""The first tensor is multiplied by its own transpose; the second one is not used."""

import torch

device = "cuda" if torch.cuda.is_available() else "cpu"

a = torch.rand(2, 3).to(device)
b = torch.rand(2, 3).to(device)
product = torch.matmul(a, a.T)
print(product, product.shape)
