"""The running statistics move by a half, not by a tenth."""

import torch


class Normed(torch.nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = torch.nn.BatchNorm1d(width, momentum=0.5)

    def forward(self, x):
        return self.norm(x)
