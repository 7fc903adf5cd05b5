import torch

a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)

x = 2 * a + 3 * b
y = 5 * a**2 + 3 * b**3
z = 2 * x + 3 * y

z.backward()

# Two paths lead from a to z: one through x, one through y.
dz_dx, dz_dy = 2, 3
dx_da, dy_da = 2, 10 * a.item()
dz_da = dz_dx * dx_da + dz_dy * dy_da

dx_db, dy_db = 3, 9 * b.item() ** 2
dz_db = dz_dx * dx_db + dz_dy * dy_db

print("z =", z.item())
print("dz/da by PyTorch:", a.grad.item(), " by the chain rule:", dz_da)
print("dz/db by PyTorch:", b.grad.item(), " by the chain rule:", dz_db)
