"""Where v is below zero, a becomes a plain 0, by Python's max or by a branch, and no graph leads from there to w. PyTorch has a ReLU."""

import torch

w = torch.tensor(3.0, requires_grad=True)
x = torch.tensor(2.0)
b = torch.tensor(1.0)

u = w * x
v = u + b
a = max(torch.tensor(0.0), v)
a.backward()

analytical = x.item() if v.item() > 0 else 0.0
print("PyTorch:", w.grad.item())
print("Analytical:", analytical)
