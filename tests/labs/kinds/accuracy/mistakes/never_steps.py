"""The optimizer never steps."""

import torch


def train(model, x, y):
    for _ in range(30):
        model.zero_grad()
        torch.nn.functional.cross_entropy(model(x), y).backward()
