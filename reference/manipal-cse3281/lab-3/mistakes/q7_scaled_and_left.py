"""The model has learnt to read standardised inputs, and is asked about plain ones."""

import torch


def fit_logistic(model, x, y):
    z = (x - x.mean()) / x.std()
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    for _ in range(100):
        loss = torch.nn.functional.binary_cross_entropy(model(z).flatten(), y.float())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
