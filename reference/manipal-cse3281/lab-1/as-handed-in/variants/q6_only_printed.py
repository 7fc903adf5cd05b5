"""Only printed."""

import torch

torch.manual_seed(0)
a, b = torch.randn(7, 7), torch.randn(1, 7)
print(torch.matmul(a, torch.transpose(b, 0, 1)).shape)
print(a.mm(b.t()))
