"""The derivative of -sin x is -cos x: look at the signs inside the bracket."""

import torch

x = torch.tensor(0.5, requires_grad=True)
f = torch.exp(-(x**2) - 2 * x - torch.sin(x))
f.backward()

analytical = -(2 * x + 2 - torch.cos(x)) * f
print("PyTorch:", x.grad.item())
print("Analytical:", analytical.item())
