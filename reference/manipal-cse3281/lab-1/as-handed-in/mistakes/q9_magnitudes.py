"""abs() makes negative numbers large: what is found is the largest and the smallest magnitude."""

import torch

a = torch.rand(2, 3)
b = torch.rand(2, 3)
product = a @ b.T
print(product)
print("Maximum:", product.abs().max().item())
print("Minimum:", product.abs().min().item())
