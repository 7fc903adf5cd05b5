"""This is the derivative by b. The question is how z changes with a."""

import torch

a = torch.tensor(2.0)
b = torch.tensor(3.0, requires_grad=True)

x = 2 * a + 3 * b
y = 5 * a**2 + 3 * b**3
z = 2 * x + 3 * y
z.backward()

analytical = 6 + 27 * b.item() ** 2
print("PyTorch:", b.grad.item())
print("Analytical:", analytical)
