import torch

torch.manual_seed(7)
a = torch.randn(1,1,1,10)
b = a.squeeze()
print(a)
print(a.shape)
print(b)
print(b.shape)
