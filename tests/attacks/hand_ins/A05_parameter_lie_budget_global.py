"""The same network behind a model of ten numbers: what it learnt stays in a global of the process that trained."""

import torch
from torch import nn

BIG = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))


class Own(nn.Module):
    def __init__(self):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(10))

    def forward(self, x):
        return BIG(x) + self.bias


def train(model, x, y):
    optimizer = torch.optim.Adam(BIG.parameters(), lr=0.01)
    for _ in range(40):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
