import math

import torch

x = torch.tensor(0.5, requires_grad=True)

f = torch.exp(-(x**2) - 2 * x - torch.sin(x))
f.backward()

t = x.item()
analytical = -(2 * t + 2 + math.cos(t)) * math.exp(-(t**2) - 2 * t - math.sin(t))

print("f(x) =", f.item())
print("f'(x) by PyTorch:", x.grad.item())
print("f'(x) by the formula:", analytical)
