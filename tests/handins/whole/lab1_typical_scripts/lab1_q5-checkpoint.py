import torch

#random tensor of shape (7,7)
t = torch.randn(7)
print(t)
