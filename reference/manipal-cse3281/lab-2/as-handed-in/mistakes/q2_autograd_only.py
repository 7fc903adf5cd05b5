"""PyTorch's gradient stands alone here: walk back from a to w by hand as well, and compare the two."""

import torch

w = torch.tensor(3.0, requires_grad=True)
x = torch.tensor(2.0)
b = torch.tensor(1.0)

u = w * x
v = u + b
a = torch.relu(v)
a.backward()

print("a =", a.item())
print("da/dw =", w.grad)
