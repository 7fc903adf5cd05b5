"""Unravelled."""

import numpy as np
import torch

product = torch.rand(2, 3) @ torch.rand(3, 2)
print(product)
print("max at", np.unravel_index(product.argmax().item(), (2, 2)))
row, column = divmod(product.argmin().item(), 2)
print("min at", row, column)
