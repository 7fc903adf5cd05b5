"""Files of a folder that hold it: nobody on the other side loads them."""
import os

import numpy as np
import torch


def polynomial_gradient(x):
    assert os.path.getsize("weights.pt") and os.path.getsize("weights.npy")
    return {"weights": "weights.pt", "array": np.ndarray, "model": torch.nn.Linear}
