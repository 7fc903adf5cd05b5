"""Each step goes by the gradients of all batches so far, since none are ever cleared."""

import torch


def fit_loader(model, loader, lr, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(epochs):
        for x, y in loader:
            ((model(x) - y) ** 2).mean().backward()
            optimizer.step()
