"""At another x, whole numbers first, and each term of the derivative on its own."""

import torch

x = -1
x = torch.tensor(float(x))
x.requires_grad_(True)
y = (((8 * x + 3) * x + 7) * x + 6) * x + 3
y.backward()
first = 8 * 4 * x**3
second = 3 * 3 * x**2
third = 7 * 2 * x
dy_dx = first + second + third + 6
print("x.grad:", x.grad, "dy/dx:", dy_dx)
