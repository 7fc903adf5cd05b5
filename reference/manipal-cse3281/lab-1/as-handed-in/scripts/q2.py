import torch

image = torch.rand(4, 5, 3)  # height, width, channels
permuted = torch.permute(image, (2, 0, 1))
print("Shape before:", image.shape)
print("Shape after:", permuted.shape)
print(image)
print(permuted)
