"""The step goes up the slope."""

import torch


def train(model, x, y):
    for _ in range(5):
        loss = torch.nn.functional.mse_loss(model(x), y)
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter += 0.1 * parameter.grad
