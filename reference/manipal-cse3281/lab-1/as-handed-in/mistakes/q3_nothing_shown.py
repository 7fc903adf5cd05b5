"""The parts are picked, and nothing is done with them: a script shows only what it prints or names."""

import torch

t = torch.arange(12).reshape(3, 4)
print(t)
t[0]
t[:, 1]
t[1, 2]
