"""The layer starts as PyTorch starts it."""

import torch


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = torch.nn.Linear(3, 400)

    def forward(self, x):
        return self.hidden(x)
