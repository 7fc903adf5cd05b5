"""You return the loss of the last batch alone; the others of the epoch are forgotten."""

import torch
from torch import nn


def train_one_epoch(model, loader, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for x, y in loader:
        loss = nn.functional.mse_loss(model(x).squeeze(1), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()
