"""With a dim there is one maximum for each column; without it there is one for the whole tensor."""

import torch

a = torch.rand(2, 3)
b = torch.rand(2, 3)
product = a @ b.T
print(product)
print("Maximum:", product.max(dim=0))
print("Minimum:", product.min(dim=0))
