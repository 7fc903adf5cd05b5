"""What is called the maximum is the minimum, and the other way round."""

import torch

a = torch.rand(2, 3)
b = torch.rand(2, 3)
product = a @ b.T
print(product)
print("Maximum:", product.min().item())
print("Minimum:", product.max().item())
