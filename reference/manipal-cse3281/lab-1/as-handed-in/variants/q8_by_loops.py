"""By loops."""

import torch

a = torch.rand(2, 3)
b = torch.rand(2, 3)
result = torch.zeros(2, 2)
for i in range(2):
    for j in range(2):
        result[i][j] = (a[i] * b[j]).sum()
print(result)
