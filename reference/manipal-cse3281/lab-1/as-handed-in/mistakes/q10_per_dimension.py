"""With a dim there is one index for each column; without it there is one for the whole tensor."""

import torch

a = torch.rand(2, 3)
b = torch.rand(2, 3)
product = a @ b.T
print(product)
print("Index of the maximum:", product.argmax(dim=0))
print("Index of the minimum:", product.argmin(dim=0))
