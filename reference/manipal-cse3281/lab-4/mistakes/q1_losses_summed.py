"""You return the sum of the batch losses: an epoch with more batches would look worse. Asked for is their mean."""

import torch
from torch import nn


def train_one_epoch(model, loader, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    total = 0.0
    for x, y in loader:
        loss = nn.functional.mse_loss(model(x).squeeze(1), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total
