"""A function without arguments prints both; the sigmoid is written out, w is a parameter."""

import torch

w = torch.nn.Parameter(torch.tensor(0.5, dtype=torch.float64))
x = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
b = torch.tensor(-1.0, dtype=torch.float64, requires_grad=True)
u = torch.mul(w, x)
v = torch.add(u, b)
a = 1 / (1 + torch.exp(-v))
a.backward(retain_graph=True)


def compare():
    grad = w.grad
    print("From PyTorch", grad.item())
    s = torch.sigmoid(v).detach()
    grad = s * (1 - s) * x
    print("By hand", grad.item())


compare()
