"""What is called the place of the maximum is that of the minimum, and the other way round."""

import torch

a = torch.rand(2, 3)
b = torch.rand(2, 3)
product = a @ b.T
print(product)
print("Index of the maximum:", product.argmin().item())
print("Index of the minimum:", product.argmax().item())
