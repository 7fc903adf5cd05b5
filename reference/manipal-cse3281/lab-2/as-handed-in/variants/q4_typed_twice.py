"""The formula is a function that is called with the same number once more."""

import numpy as np
import torch

x = torch.tensor([0.0], requires_grad=True, dtype=torch.float64)
y = torch.exp(-(x**2) - 2 * x - torch.sin(x))
y.backward()


def analytical_gradient(x):
    return np.exp(-(x**2) - 2 * x - np.sin(x)) * (-2 * x - 2 - np.cos(x))


print("PyTorch gradient:", x.grad.item())
print("Analytical gradient:", analytical_gradient(0.0))
