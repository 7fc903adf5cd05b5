"""Row and column."""

import torch

a = torch.rand(2, 3)
b = torch.rand(2, 3)
res = torch.matmul(a, torch.transpose(b, 0, 1))
print("The index of the maximum element is", ((res == torch.max(res)).nonzero(as_tuple=False)[0]))
print("The index of the minimum element is", ((res == torch.min(res)).nonzero(as_tuple=False)[0]))
