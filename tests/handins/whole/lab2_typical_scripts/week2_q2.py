import torch
import numpy as np
import matplotlib.pyplot as plt

#Question 2 : find da/dw for a = relu(wx + b) by hand and check with pytorch

w = torch.tensor([3.0], requires_grad=True)
x = torch.tensor([2.0], requires_grad=True)
b = torch.tensor([1.0], requires_grad=True)

u = w*x
v = u + b
zero = torch.tensor([0.0])
a = max(zero, v)      #relu

a.backward()
print("u =", u, "v =", v, "a =", a)
print("da/dw from pytorch :", w.grad)

# by hand
# da/dv = 1 if v > 0 else 0 , dv/du = 1 , du/dw = x
if v.item() > 0:
    da_dv = 1
else:
    da_dv = 0
da_dw = da_dv * 1 * x.item()
print("da/dw by hand :", da_dw)
