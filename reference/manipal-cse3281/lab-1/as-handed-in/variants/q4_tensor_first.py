"""Tensor first."""

import numpy as np
import torch

x = torch.tensor([[1, 2, 3], [4, 5, 6]])
print(x)
num = np.array(x)
print(num)
num = num.reshape(3, 2)
y = torch.tensor(num)
print(y)
