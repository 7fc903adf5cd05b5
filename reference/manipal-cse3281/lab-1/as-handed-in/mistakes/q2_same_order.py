"""The dimensions stand in the order that they had before, so nothing is permuted."""

import torch

image = torch.rand(4, 5, 3)  # height, width, channels
permuted = torch.permute(image, (0, 1, 2))
print("Shape before:", image.shape)
print("Shape after:", permuted.shape)
print(image)
print(permuted)
