"""The slope of the sigmoid is a(1 - a) with a = sigmoid(v). Here v itself stands in the place of a."""

import torch

w = torch.tensor(3.0, requires_grad=True)
x = torch.tensor(2.0)
b = torch.tensor(1.0)

u = w * x
v = u + b
a = torch.sigmoid(v)
a.backward()

analytical = x.item() * v.item() * (1 - v.item())
print("PyTorch:", w.grad.item())
print("Analytical:", analytical)
