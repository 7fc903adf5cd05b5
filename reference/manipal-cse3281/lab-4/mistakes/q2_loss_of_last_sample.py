"""An epoch is told by the loss of its last sample alone; the list is to hold the mean over all of them."""

import torch


def train_xor_relu(model, X, Y, epochs=10_000, lr=0.03):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        for i in torch.randperm(len(X)):
            loss = (model(X[i : i + 1]).squeeze() - Y[i]) ** 2
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        history.append(loss.item())
    return history
