"""The tensor is printed, and neither its largest nor its smallest number is found."""

import torch

a = torch.rand(2, 3)
b = torch.rand(2, 3)
product = a @ b.T
print(product)
