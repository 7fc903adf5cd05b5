"""Everything is printed, nothing has a name; the numbers come from outside of PyTorch."""

import torch
from torch.autograd import Variable

a_val, b_val = 1.5, -2.0
a = Variable(torch.Tensor([a_val]), requires_grad=True)
b = Variable(torch.Tensor([b_val]), requires_grad=True)
x = 2 * a + 3 * b
y = 5 * a.pow(2) + 3 * b.pow(3)
z = 2 * x + 3 * y
z.backward()
print(f"autograd: dz/da = {a.grad.item():.3f}, dz/db = {b.grad.item():.3f}")
print(f"analytic: dz/da = {4 + 30 * a_val:.3f}, dz/db = {6 + 27 * b_val**2:.3f}")
