"""Chained."""

import torch

tensor = torch.tensor([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
print("Indexing")
print(tensor[0])
print(tensor[0][1])
print(tensor[0][0][0])
