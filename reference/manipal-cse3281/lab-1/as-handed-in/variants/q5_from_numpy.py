"""From numpy."""

import numpy as np
import torch

t = torch.from_numpy(np.random.rand(7, 7))
print(t, t.shape)
