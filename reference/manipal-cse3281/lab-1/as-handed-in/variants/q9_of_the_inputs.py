"""Of the inputs."""

import torch

t1 = torch.rand(2, 3)
t2 = torch.rand(2, 3)
print(t1.max(), t2.max())
print(t1.min(), t2.min())
