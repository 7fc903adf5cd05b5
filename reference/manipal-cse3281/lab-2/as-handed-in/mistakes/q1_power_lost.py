"""Compare y with the sheet: there a is squared."""

import torch

a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)

x = 2 * a + 3 * b
y = 5 * a + 3 * b**3
z = 2 * x + 3 * y
z.backward()

analytical = 4 + 15
print("PyTorch:", a.grad.item())
print("Analytical:", analytical)
