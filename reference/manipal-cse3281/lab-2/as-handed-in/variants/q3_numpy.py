"""The way back in numpy, with numbers of its own beside the tensors."""

import numpy as np
import torch

w_val, x_val, b_val = 0.5, 2.0, -1.0

w = torch.tensor([w_val], requires_grad=True)
x = torch.tensor([x_val])
b = torch.tensor([b_val])
a = torch.sigmoid(w * x + b)
a.backward()

sigma = 1 / (1 + np.exp(-(w_val * x_val + b_val)))
print("PyTorch   :", w.grad)
print("Analytical:", x_val * sigma * (1 - sigma))
