"""Shown before."""

import torch

rand = torch.rand(1, 1, 1, 10)
rand_sq = torch.squeeze(rand)
print(rand_sq)
print("Setting seed to 7")
torch.manual_seed(7)
rand = torch.rand(1, 1, 1, 10)
rand_sq = torch.squeeze(rand)
print(rand, rand.shape)
print(rand_sq, rand_sq.shape)
