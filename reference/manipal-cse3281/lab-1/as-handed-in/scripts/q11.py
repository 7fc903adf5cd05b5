import torch

torch.manual_seed(7)
x = torch.rand(1, 1, 1, 10)
y = x.squeeze()
print(x, x.shape)
print(y, y.shape)
