"""Whole numbers."""

import torch

random_tensor = torch.randint(0, 10, (7, 7))
print("Random Tensor (7x7):")
print(random_tensor)
second_tensor = torch.randint(0, 10, (1, 7))
print(second_tensor)
second_tensor_transposed = second_tensor.T
result = torch.matmul(random_tensor, second_tensor_transposed)
print("Result (7x1):")
print(result)
