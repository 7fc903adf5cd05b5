"""Narrowed."""

import numpy as np
import torch

numbers = np.linspace(0.0, 1.0, 6)
t = torch.Tensor(numbers)
back = np.asarray(t)
print(numbers, t, back)
