"""PyTorch's gradient stands alone here: write f'(x) as a formula as well, and compare the two."""

import torch

x = torch.tensor(0.5, requires_grad=True)
f = torch.exp(-(x**2) - 2 * x - torch.sin(x))
f.backward()

print("f(x) =", f.item())
print("f'(x) =", x.grad.item())
