"""These weights were typed in: they do not follow the points."""

import torch
from torch import nn

x = torch.tensor([1.0, 5, 10, 10, 25, 50, 70, 75, 100]).view(-1, 1)
y = torch.tensor([0.0, 0, 0, 0, 0, 1, 1, 1, 1]).view(-1, 1)
w, b = 0.2, -7.0
print(torch.sigmoid(w * x + b))
