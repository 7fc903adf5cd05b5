"""The gradients of earlier batches are still in .grad when the next step is taken."""

import torch
from torch import nn


def train_one_epoch(model, loader, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    losses = []
    for x, y in loader:
        loss = nn.functional.mse_loss(model(x).squeeze(1), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)
