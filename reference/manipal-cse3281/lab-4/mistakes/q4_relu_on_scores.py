"""A ReLU after the last layer cuts off every negative score; the output layer stays linear."""

import torch
from torch import nn


class MnistMLP(nn.Module):
    def __init__(self, h1, h2):
        super().__init__()
        self.hidden1, self.hidden2, self.output = nn.Linear(784, h1), nn.Linear(h1, h2), nn.Linear(h2, 10)

    def forward(self, x):
        for layer in (self.hidden1, self.hidden2, self.output):
            x = torch.relu(layer(x))
        return x
