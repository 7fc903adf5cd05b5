"""The analytical value is a number typed in. Write it by a and x, so that it is right for every neuron."""

import torch

w = torch.tensor(3.0, requires_grad=True)
x = torch.tensor(2.0)
b = torch.tensor(1.0)

u = w * x
v = u + b
a = torch.sigmoid(v)
a.backward()

analytical = 0.00182044
print("PyTorch:", w.grad.item())
print("Analytical:", analytical)
