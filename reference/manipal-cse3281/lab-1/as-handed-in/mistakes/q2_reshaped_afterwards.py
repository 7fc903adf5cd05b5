"""The permuted tensor is reshaped to the shape that it had, which is no way back: its numbers are in another order."""

import torch

x = torch.arange(24).reshape(2, 3, 4)
y = torch.permute(x, (2, 0, 1)).reshape(2, 3, 4)
print(x)
print(y)
