"""Two dimensions."""

import torch

tensor = torch.randn(3, 1)
print("Original Tensor:")
print(tensor)
permuted_tensor = tensor.permute(1, 0)
print("Permuted Tensor:")
print(permuted_tensor)
