import torch

random_tensor = torch.rand(size=(7, 7))
print(random_tensor)
print("Shape:", random_tensor.shape)
