"""Named."""

import torch

t1 = torch.randint(0, 50, (2, 3))
t2 = torch.randint(0, 50, (2, 3))
result = torch.matmul(t1, t2.T)
max = torch.max(result)
min = torch.min(result)
print(max, min)
