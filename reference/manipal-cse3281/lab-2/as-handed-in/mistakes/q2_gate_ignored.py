"""Where v is below zero the gate lets nothing through: try w = -3, and compare with PyTorch there."""

import torch

w = torch.tensor(3.0, requires_grad=True)
x = torch.tensor(2.0)
b = torch.tensor(1.0)

u = w * x
v = u + b
a = torch.relu(v)
a.backward()

analytical = x.item()
print("PyTorch:", w.grad.item())
print("Analytical:", analytical)
