"""Numpy."""

import numpy as np
import torch

a = np.random.rand(2, 3)
b = np.random.rand(2, 3)
product = torch.from_numpy(a) @ torch.from_numpy(b).T
print(product)
print("The maximum value is " + str(torch.max(product)) + " and the minimum value is", torch.min(product))
