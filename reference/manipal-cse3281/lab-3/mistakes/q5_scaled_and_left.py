"""The model has learnt to read scaled inputs; nobody will scale them for it afterwards."""

import torch


def fit_linear(model, x, y):
    z = (x - x.mean()) / x.std()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    losses = []
    for _ in range(100):
        loss = ((model(z[:, None]).flatten() - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
