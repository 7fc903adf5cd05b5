import torch

w = torch.tensor(3.0, requires_grad=True)
x = torch.tensor(2.0)
b = torch.tensor(1.0)

u = w * x
v = u + b
a = torch.relu(v)

a.backward()

# The way back: a <- v <- u <- w
da_dv = 1.0 if v.item() > 0 else 0.0
dv_du = 1.0
du_dw = x.item()
analytical = da_dv * dv_du * du_dw

print("a =", a.item())
print("da/dw by PyTorch:", w.grad.item())
print("da/dw by the chain rule:", analytical)
