"""Places are counted from 0; here 1 was added."""

import torch

a = torch.rand(2, 3)
b = torch.rand(2, 3)
product = a @ b.T
print(product)
print("Index of the maximum:", product.argmax().item() + 1)
print("Index of the minimum:", product.argmin().item() + 1)
