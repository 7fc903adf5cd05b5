"""Every term of the exponent has a minus, so the whole inner derivative has one."""

import torch

x = torch.tensor(0.5, requires_grad=True)
f = torch.exp(-(x**2) - 2 * x - torch.sin(x))
f.backward()

analytical = (2 * x + 2 + torch.cos(x)) * f
print("PyTorch:", x.grad.item())
print("Analytical:", analytical.item())
