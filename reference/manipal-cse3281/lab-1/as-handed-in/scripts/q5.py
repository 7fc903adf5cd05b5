import torch

random_tensor = torch.rand(7, 7)
print(random_tensor)
print(random_tensor.shape)
