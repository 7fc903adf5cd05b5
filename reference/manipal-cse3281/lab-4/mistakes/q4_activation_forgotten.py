"""Without a ReLU after the second hidden layer, its weights and those of the output melt into a single linear map."""

import torch
from torch import nn


class MnistMLP(nn.Module):
    def __init__(self, h1, h2):
        super().__init__()
        self.hidden1, self.hidden2, self.output = nn.Linear(784, h1), nn.Linear(h1, h2), nn.Linear(h2, 10)

    def forward(self, x):
        return self.output(self.hidden2(torch.relu(self.hidden1(x))))
