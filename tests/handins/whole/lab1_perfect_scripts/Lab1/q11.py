import torch

torch.manual_seed(7)
first = torch.rand(size=(1, 1, 1, 10))
second = torch.squeeze(first)

print("First tensor:", first, "\nShape:", first.shape)
print("Second tensor:", second, "\nShape:", second.shape)
