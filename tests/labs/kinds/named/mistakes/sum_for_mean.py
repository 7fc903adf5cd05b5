"""The squared errors are summed, not averaged."""

import torch

w = torch.tensor([1.0, -2.0])
loss = ((w - torch.tensor([1.5, -2.5])) ** 2).sum()
