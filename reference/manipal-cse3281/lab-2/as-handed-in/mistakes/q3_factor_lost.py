"""The walk back ends at w, not at u: u = w x makes x a factor, which x = 1 hides."""

import torch

w = torch.tensor(3.0, requires_grad=True)
x = torch.tensor(1.0)
b = torch.tensor(1.0)

u = w * x
v = u + b
a = torch.sigmoid(v)
a.backward()

analytical = a.item() * (1 - a.item())
print("PyTorch:", w.grad.item())
print("Analytical:", analytical)
