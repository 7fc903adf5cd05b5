import torch
import numpy as np

#random tensor of shape (7,7)
t = torch.randn(7,7)
print(t)
