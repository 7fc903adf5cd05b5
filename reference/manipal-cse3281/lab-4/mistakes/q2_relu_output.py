"""The output has a ReLU as well. Only the hidden layer has an activation here; the output is linear."""

import torch
from torch import nn


class XORReluModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.output = nn.Linear(2, 2), nn.Linear(2, 1)

    def forward(self, x):
        return torch.relu(self.output(torch.relu(self.hidden(x))))
