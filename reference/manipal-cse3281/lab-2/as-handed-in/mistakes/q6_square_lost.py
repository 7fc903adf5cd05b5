"""The derivative of a/b by b has the square of b below the line."""

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

df_dy = (1 - f**2) * (1 / (d + 1)) * z * (-a / b) * torch.cos(y)
print("PyTorch:", y.grad.item())
print("Analytical:", df_dy.item())
