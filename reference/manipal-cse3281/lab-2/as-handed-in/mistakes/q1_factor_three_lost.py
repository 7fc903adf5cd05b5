"""z = 2x + 3y: on the way back through y, the 3 in front of it is a factor as well."""

import torch

a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)

x = 2 * a + 3 * b
y = 5 * a**2 + 3 * b**3
z = 2 * x + 3 * y
z.backward()

analytical = 2 * 2 + 10 * a.item()
print("PyTorch:", a.grad.item())
print("Analytical:", analytical)
