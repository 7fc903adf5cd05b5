"""Both numbers stand in one list."""

import torch

a = torch.rand(2, 3)
b = torch.rand(2, 3)
c = a.matmul(b.T)
print(c)
values = [torch.max(c).item(), torch.min(c).item()]
print("max and min are", values)
