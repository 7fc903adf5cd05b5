"""The formula is asked at another point than PyTorch. Put the same x into both."""

import torch

x = torch.tensor(2.0, requires_grad=True)
y = 8 * x**4 + 3 * x**3 + 7 * x**2 + 6 * x + 3
y.backward()

p = 3.0
analytical = 32 * p**3 + 9 * p**2 + 14 * p + 6
print("PyTorch:", x.grad.item())
print("Analytical:", analytical)
