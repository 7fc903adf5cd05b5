"""Nodes by functions of math, printed on the way; autograd runs on tensors of the same numbers."""

import math

import torch

x, y, z = 1.0, 2.0, 0.5

a = 2 * x
b = math.sin(y)
c = a / b
d = c * z
e = math.log(d + 1)
f = math.tanh(e)
print("forward:", a, b, c, d, e, f)

grad_e = 1 - f * f
grad_d = grad_e / (d + 1)
grad_c = grad_d * z
grad_b = grad_c * -a / (b * b)
print("df/dy by hand:", round(grad_b * math.cos(y), 6))

tx, ty, tz = (torch.tensor(each, requires_grad=True) for each in (x, y, z))
torch.tanh(torch.log(1 + tz * 2 * tx / torch.sin(ty))).backward()
print("df/dy by autograd:", round(ty.grad.item(), 6))
