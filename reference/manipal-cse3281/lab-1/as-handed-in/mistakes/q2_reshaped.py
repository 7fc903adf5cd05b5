"""reshape pours the numbers anew into the shape; permute moves the dimensions, and each number stays with its own."""

import torch

image = torch.rand(4, 5, 3)  # height, width, channels
permuted = image.reshape(3, 4, 5)
print("Shape before:", image.shape)
print("Shape after:", permuted.shape)
print(image)
print(permuted)
