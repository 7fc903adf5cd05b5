import torch


def slope(x):
    return 2 * x


x = torch.tensor(2.0, requires_grad=True)
(x**2 + 5).backward()
print("dy/dx =", x.grad)
