"""Overwritten."""

import torch

p = torch.rand(2, 3, device="cuda")
q = torch.rand(2, 3, device="cuda")
q = q.T
r = torch.matmul(p, q)
print(r)
