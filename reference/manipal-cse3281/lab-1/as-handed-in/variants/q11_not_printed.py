"""Only shapes are looked at, by an assertion."""

import torch

torch.manual_seed(7)
first = torch.rand(1, 1, 1, 10)
second = first.flatten()
assert second.shape == (10,)
