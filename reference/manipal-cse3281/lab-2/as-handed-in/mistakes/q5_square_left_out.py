"""Compare y with the sheet, term by term: there is one with the square of x."""

import torch

x = torch.tensor(2.0, requires_grad=True)
y = 8 * x**4 + 3 * x**3 + 6 * x + 3
y.backward()

analytical = 32 * x**3 + 9 * x**2 + 6
print("PyTorch:", x.grad.item())
print("Analytical:", analytical.item())
