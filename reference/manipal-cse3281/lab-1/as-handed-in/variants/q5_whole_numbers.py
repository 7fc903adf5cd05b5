"""Whole numbers."""

import torch

torch.manual_seed(42)
random_tensor = torch.randint(0, 10, (7, 7))
print("Random Tensor (7x7):")
print(random_tensor)
