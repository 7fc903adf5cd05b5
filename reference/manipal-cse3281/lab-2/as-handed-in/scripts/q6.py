import torch

x = torch.tensor(1.0, requires_grad=True)
y = torch.tensor(1.0, requires_grad=True)
z = torch.tensor(1.0, requires_grad=True)

# Forward: one line for each node of the graph.
a = 2 * x
b = torch.sin(y)
c = a / b
d = c * z
e = torch.log(d + 1)
f = torch.tanh(e)
print("nodes:", a.item(), b.item(), c.item(), d.item(), e.item(), f.item())

f.backward()

# Backward: one local derivative for each edge.
with torch.no_grad():
    df_de = 1 - f**2
    de_dd = 1 / (d + 1)
    dd_dc, dd_dz = z, c
    dc_da, dc_db = 1 / b, -a / b**2
    da_dx, db_dy = 2, torch.cos(y)

    df_dx = df_de * de_dd * dd_dc * dc_da * da_dx
    df_dy = df_de * de_dd * dd_dc * dc_db * db_dy
    df_dz = df_de * de_dd * dd_dz

print("df/dx by PyTorch:", x.grad.item(), " by the chain rule:", df_dx.item())
print("df/dy by PyTorch:", y.grad.item(), " by the chain rule:", df_dy.item())
print("df/dz by PyTorch:", z.grad.item(), " by the chain rule:", df_dz.item())
