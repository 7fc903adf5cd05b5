"""This is y, not its slope."""

import torch

x = torch.tensor(2.0, requires_grad=True)
print("dy/dx =", (x**2 + 5).item())
