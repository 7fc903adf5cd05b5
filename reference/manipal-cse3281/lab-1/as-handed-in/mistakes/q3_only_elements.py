"""Only single elements are picked; rows, columns, slices and masks are indexing as well."""

import torch

t = torch.tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
print(t)
print("Element at (1, 2):", t[1, 2])
print("Element at (0, 0):", t[0, 0])
