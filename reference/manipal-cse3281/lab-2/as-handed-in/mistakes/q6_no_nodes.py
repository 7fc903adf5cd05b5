"""The formula stands in one line: give each node of the graph its own, as the sheet has them, from a to f."""

import torch

x = torch.tensor(1.0, requires_grad=True)
y = torch.tensor(1.0, requires_grad=True)
z = torch.tensor(1.0, requires_grad=True)

f = torch.tanh(torch.log(1 + z * 2 * x / torch.sin(y)))
f.backward()

inside = 1 + z * 2 * x / torch.sin(y)
df_dy = (1 - f**2) / inside * z * (-2 * x / torch.sin(y) ** 2) * torch.cos(y)
print("PyTorch:", y.grad.item())
print("Analytical:", df_dy.item())
