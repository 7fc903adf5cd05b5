"""Each power goes down by one: the derivative of 8x^4 has x^3 in it."""

import torch

x = torch.tensor(2.0, requires_grad=True)
y = 8 * x**4 + 3 * x**3 + 7 * x**2 + 6 * x + 3
y.backward()

analytical = 32 * x**4 + 9 * x**3 + 14 * x**2 + 6 * x
print("PyTorch:", x.grad.item())
print("Analytical:", analytical.item())
