"""The gradient is set back at the end; both values are printed before, by a lambda and an f-string."""

import torch

derivative = lambda t: 32 * t**3 + 9 * t**2 + 14 * t + 6  # noqa: E731

x = torch.tensor([2.0], requires_grad=True)
y = 8 * x**4 + 3 * x**3 + 7 * x**2 + 6 * x + 3
y.backward()
print(f"autograd {x.grad.item()}, analytical {derivative(x).item()}")
x.grad.zero_()
