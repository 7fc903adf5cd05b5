"""Method cuda."""

import torch

if torch.cuda.is_available():
    a = torch.rand(2, 3).cuda()
    b = torch.rand(2, 3).cuda()
else:
    a = torch.rand(2, 3)
    b = torch.rand(2, 3)
print(a)
print(b)
