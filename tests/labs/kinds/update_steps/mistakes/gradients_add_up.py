"""The gradients are not reset between the steps."""

import torch


def train_step(model, x, y, lr):
    torch.nn.functional.mse_loss(model(x), y).backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= lr * parameter.grad
