import torch

x = torch.randn(2, 3, 5)
print("x:", x)
print("size of x:", x.size())
y = torch.permute(x, (2, 0, 1))
print("permuted:", y)
print("size after permute (2, 0, 1):", y.size())
