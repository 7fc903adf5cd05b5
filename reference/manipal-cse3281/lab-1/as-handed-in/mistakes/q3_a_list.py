"""What is indexed here is a list of Python, not a tensor."""

import torch

rows = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
t = torch.tensor(rows)
print(t)
print(rows[0])
print(rows[1][2])
