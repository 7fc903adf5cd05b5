"""The gate is still the ReLU of the exercise before. Here a is the sigmoid of v."""

import torch

w = torch.tensor(3.0, requires_grad=True)
x = torch.tensor(2.0)
b = torch.tensor(1.0)

u = w * x
v = u + b
a = torch.relu(v)
a.backward()

analytical = x.item() if v.item() > 0 else 0.0
print("PyTorch:", w.grad.item())
print("Analytical:", analytical)
