"""The last node is a tanh, and the walk back begins with its slope, 1 - f^2."""

import torch

x = torch.tensor(1.0, requires_grad=True)
y = torch.tensor(1.0, requires_grad=True)
z = torch.tensor(1.0, requires_grad=True)

a = 2 * x
b = torch.sin(y)
c = a / b
d = c * z
e = torch.log(d + 1)
f = torch.tanh(e)
f.backward()

df_dy = (1 / (d + 1)) * z * (-a / b**2) * torch.cos(y)
print("PyTorch:", y.grad.item())
print("Analytical:", df_dy.item())
