# Q1: reshaping, viewing, stacking, squeezing and unsqueezing of tensors
import torch

t = torch.arange(1., 13.)
print("Original tensor:", t)
print("Shape:", t.shape)

# 1. reshape
t_reshaped = torch.reshape(t, (2, 6))
print("\nReshaped to (2, 6):\n", t_reshaped)

# 2. view (same memory, so changing the view changes t as well)
t_view = t.view(4, 3)
t_view[0, 0] = 100
print("\nView as (4, 3):\n", t_view)
print("t after changing the view:", t)

# 3. stack
stacked0 = torch.stack([t, t, t], dim=0)
stacked1 = torch.stack([t, t, t], dim=1)
print("\nStacked, dim=0:\n", stacked0, stacked0.shape)
print("Stacked, dim=1:\n", stacked1, stacked1.shape)

# 4. squeeze
boxed = torch.rand(2, 1, 4, 1)
print("\nBefore squeeze:", boxed.shape)
print("After squeeze:", torch.squeeze(boxed).shape)

# 5. unsqueeze
print("\nUnsqueeze at 0:", t.unsqueeze(dim=0).shape)
print("Unsqueeze at 1:", t.unsqueeze(dim=1).shape)
