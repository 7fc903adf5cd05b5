"""One neuron on each side of the gate, one after the other, with everything printed."""

import torch

w = torch.tensor(3.0, requires_grad=True)
x = torch.tensor(2.0)
b = torch.tensor(1.0)
v = w * x + b
a = torch.relu(v)
a.backward()
print("pytorch:", w.grad.item(), "by hand:", x.item() * float(v > 0))

w = torch.tensor(-3.0, requires_grad=True)
v = w * x + b
a = torch.relu(v)
a.backward()
print("pytorch:", w.grad.item(), "by hand:", x.item() * float(v > 0))
