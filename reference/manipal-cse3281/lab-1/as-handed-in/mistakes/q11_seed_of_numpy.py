"""The seed is given to NumPy, and PyTorch draws from a generator of its own."""

import numpy as np
import torch

np.random.seed(7)
x = torch.rand(1, 1, 1, 10)
y = x.squeeze()
print(x, x.shape)
print(y, y.shape)
