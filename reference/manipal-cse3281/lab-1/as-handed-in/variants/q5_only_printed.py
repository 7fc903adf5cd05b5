"""Only printed."""

import torch

print(torch.randn(size=(7, 7)))
