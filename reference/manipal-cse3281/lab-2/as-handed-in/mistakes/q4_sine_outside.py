"""The sine belongs into the exponent: look at where the bracket of exp closes."""

import torch

x = torch.tensor(0.5, requires_grad=True)
f = torch.exp(-(x**2) - 2 * x) - torch.sin(x)
f.backward()

analytical = -(2 * x + 2) * torch.exp(-(x**2) - 2 * x) - torch.cos(x)
print("PyTorch:", x.grad.item())
print("Analytical:", analytical.item())
