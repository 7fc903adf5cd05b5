"""New names."""

import torch

t1 = torch.rand(2, 3)
t2 = torch.rand(2, 3)
t1_g = t1.to("cuda")
t2_g = t2.to("cuda")
print(t1_g)
print(t2_g)
