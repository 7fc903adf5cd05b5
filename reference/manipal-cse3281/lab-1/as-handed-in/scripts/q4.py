import numpy as np
import torch

array = np.array([1.0, 2.0, 3.0, 4.0])
tensor = torch.from_numpy(array)
print(array, array.dtype)
print(tensor, tensor.dtype)

back = tensor.numpy()
print(back, type(back))
