"""PyTorch's gradient stands alone here: work out dz/da by the chain rule as well, and compare the two."""

import torch

a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)

x = 2 * a + 3 * b
y = 5 * a**2 + 3 * b**3
z = 2 * x + 3 * y
z.backward()

print("z =", z.item())
print("dz/da =", a.grad.item())
print("dz/db =", b.grad.item())
gradient = a.grad
print(gradient)
