import torch
import numpy as np

# numpy -> tensor
np_array = np.arange(1.0, 8.0)
tensor = torch.from_numpy(np_array)
print("Numpy array:", np_array, np_array.dtype)
print("Tensor:", tensor, tensor.dtype)

# tensor -> numpy
np_again = tensor.numpy()
print("Back to numpy:", np_again, np_again.dtype)
print(type(np_array), type(tensor), type(np_again))
