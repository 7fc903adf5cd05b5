"""backward() was called twice, and gradients add up: x.grad holds the sum of both."""

import torch

x = torch.tensor(2.0, requires_grad=True)
y = 8 * x**4 + 3 * x**3 + 7 * x**2 + 6 * x + 3
y.backward(retain_graph=True)
print(x.grad_fn)
y.backward()

analytical = 32 * x**3 + 9 * x**2 + 14 * x + 6
print("PyTorch:", x.grad.item())
print("Analytical:", analytical.item())
