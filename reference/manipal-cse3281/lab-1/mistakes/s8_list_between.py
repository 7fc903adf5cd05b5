"""The numbers go through a Python list, which forgets their dtype: float32 comes out as float64."""

import numpy as np


def to_numpy(t):
    return np.array(t.tolist())
