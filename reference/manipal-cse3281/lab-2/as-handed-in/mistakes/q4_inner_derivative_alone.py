"""That is the derivative of the exponent. The exponential itself stays as a factor."""

import torch

x = torch.tensor(0.5, requires_grad=True)
f = torch.exp(-(x**2) - 2 * x - torch.sin(x))
f.backward()

analytical = -2 * x - 2 - torch.cos(x)
print("PyTorch:", x.grad.item())
print("Analytical:", analytical.item())
