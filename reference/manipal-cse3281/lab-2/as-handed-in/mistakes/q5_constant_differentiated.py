"""A constant does not change with x: the 3 at the end has no part in the derivative."""

import torch

x = torch.tensor(2.0, requires_grad=True)
y = 8 * x**4 + 3 * x**3 + 7 * x**2 + 6 * x + 3
y.backward()

analytical = 32 * x**3 + 9 * x**2 + 14 * x + 6 + 3
print("PyTorch:", x.grad.item())
print("Analytical:", analytical.item())
