"""Weights that are buffers, with gradients of their own: none of them is a parameter."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        for name, shape in (("w1", (784, 32)), ("b1", (32,)), ("w2", (32, 10)), ("b2", (10,))):
            self.register_buffer(name, 0.05 * torch.randn(shape))

    def forward(self, x):
        return torch.relu(x @ self.w1 + self.b1) @ self.w2 + self.b2
