# lab 2 q3
import torch

def sigmoid(t):
    return 1/(1+torch.exp(-t))

w = torch.tensor(2.0, requires_grad=True)
x = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(-3.0, requires_grad=True)

u = w * x
v = u + b
a = sigmoid(v)
a.backward()

s = sigmoid(v)
analytical = s * (1 - s) * w
print("a:", a.item())
print("w.grad:", w.grad.item())
print("x.grad:", x.grad.item())
print("analytical da/dw:", analytical.item())
print("same?", torch.isclose(w.grad, analytical).item())
