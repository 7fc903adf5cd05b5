import torch

x = torch.tensor(2.0, requires_grad=True)

y = 8 * x**4 + 3 * x**3 + 7 * x**2 + 6 * x + 3
y.backward()

t = x.item()
analytical = 32 * t**3 + 9 * t**2 + 14 * t + 6

print("y =", y.item())
print("dy/dx by PyTorch:", x.grad.item())
print("dy/dx by the formula:", analytical)
