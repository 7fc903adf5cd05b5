"""A new model is trained inside the function; the one that was handed in stays as it was."""

import torch
from torch import nn


def train(model, images, labels):
    model = MnistMLP(128, 64)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for x, y in zip(images.split(64), labels.split(64)):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
