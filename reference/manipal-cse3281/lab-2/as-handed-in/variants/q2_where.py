"""Both sides of the gate by torch.where, other names, a matrix of one number."""

import torch
import torch.nn.functional as F

X = torch.tensor([[2.0]])
W = torch.tensor([[-3.0]], requires_grad=True)
bias = torch.tensor([[1.0]])
v = W * X + bias
a = F.relu(v)
a.sum().backward()
with torch.no_grad():
    manual_grad = torch.where(v > 0, X, torch.zeros_like(X))
print("autograd", W.grad, "manual", manual_grad)
print("same:", torch.allclose(W.grad, manual_grad))
