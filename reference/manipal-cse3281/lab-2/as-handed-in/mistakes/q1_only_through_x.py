"""Two paths lead from a to z, and the formula follows one of them: what comes through y is missing."""

import torch

a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)

x = 2 * a + 3 * b
y = 5 * a**2 + 3 * b**3
z = 2 * x + 3 * y
z.backward()

analytical = 2 * 2 + 0 * a.item()
print("PyTorch:", a.grad.item())
print("Analytical:", analytical)
