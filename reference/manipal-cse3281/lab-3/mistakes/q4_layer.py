"""A layer does the work here. Its weights have other names and start at random; that is the next exercise."""

from torch import nn


class LineModule(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x)
