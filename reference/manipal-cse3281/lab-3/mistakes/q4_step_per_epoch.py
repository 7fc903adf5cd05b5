"""The step comes after the loop over the batches, so only the last one of each epoch counts."""

import torch


def fit_loader(model, loader, lr, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            ((model(x) - y) ** 2).mean().backward()
        optimizer.step()
