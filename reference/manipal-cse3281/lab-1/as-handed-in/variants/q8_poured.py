"""Poured."""

import torch

a = torch.rand(2, 3)
b = torch.rand(2, 3)
b_reshaped = b.reshape(3, 2)
result = a @ b_reshaped
print(result)
