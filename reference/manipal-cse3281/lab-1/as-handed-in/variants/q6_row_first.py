"""Row first."""

import torch

tensor1 = torch.rand(size=(1, 7))
tensor2 = torch.rand(size=(7, 7))
tensor3 = tensor1 @ tensor2
print(tensor3)
print(tensor3.shape)
