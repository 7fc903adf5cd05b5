"""Shapes only."""

import torch

RANDOM_SEED = 7
torch.manual_seed(seed=RANDOM_SEED)
tensor_e = torch.rand((1, 1, 1, 10))
tensor_f = tensor_e.reshape(10)
print(tensor_e.shape)
print(tensor_f.shape)
