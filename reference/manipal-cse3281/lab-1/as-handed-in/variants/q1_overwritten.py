"""Overwritten."""

import torch

x = torch.arange(1.0, 10.0)
x_reshaped = x.reshape(1, 9)
z = x.view(1, 9)
z[:, 0] = 5
print(z, x)
x_stacked = torch.stack([x, x, x, x], dim=1)
print(x_stacked)
print(f"Previous tensor: {x_reshaped}")
x_reshaped = x_reshaped.squeeze()
print(f"New tensor: {x_reshaped}")
x_reshaped = x_reshaped.unsqueeze(dim=0)
print(f"With an extra dimension: {x_reshaped}")
