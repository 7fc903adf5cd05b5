import torch

w = torch.tensor(0.5, requires_grad=True)
x = torch.tensor(2.0)
b = torch.tensor(-1.0)

u = w * x
v = u + b
a = torch.sigmoid(v)

a.backward()

da_dv = a.item() * (1 - a.item())
dv_du = 1.0
du_dw = x.item()
analytical = da_dv * dv_du * du_dw

print("a =", a.item())
print("da/dw by PyTorch:", w.grad.item())
print("da/dw by the chain rule:", analytical)
