"""F strings."""

import torch

torch.manual_seed(1234)
x = torch.rand(2, 3).to("cuda")
y = torch.rand(2, 3).to("cuda")
z = x @ y.T
print(f"Min: {z.min():.2f}, Max: {z.max():.2f}")
