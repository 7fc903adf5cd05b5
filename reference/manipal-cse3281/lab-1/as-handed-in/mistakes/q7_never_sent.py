"""Both tensors stay on the CPU; nothing sends them to a device."""

import torch

a = torch.rand(2, 3)
b = torch.rand(2, 3)
print(a)
print(b)
