"""Name again."""

import numpy as np
import torch

a = np.array([3, 2, 1, 9])
print("A is " + str(a) + " of type", type(a))
a_tensor = torch.from_numpy(a)
print("Now, A is " + str(a_tensor) + " of type", type(a_tensor))
a = a_tensor.numpy()
print("Now, A is " + str(a) + " of type", type(a))
