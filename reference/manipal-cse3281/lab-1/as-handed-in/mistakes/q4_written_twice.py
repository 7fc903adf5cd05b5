"""Array and tensor are written out one by one; neither is made of the other."""

import numpy as np
import torch

array = np.array([1.0, 2.0, 3.0])
tensor = torch.tensor([1.0, 2.0, 3.0])
print(array)
print(tensor)
print(type(tensor.numpy()))
