"""PyTorch's gradients stand alone here: go back from f to y node by node as well, and compare."""

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

print(a.item(), b.item(), c.item(), d.item(), e.item(), f.item())
print(x.grad, y.grad, z.grad)
