"""The predictions are made in training mode. This network does not mind, one with dropout or batch norm would."""

import torch


def predict(model, images):
    with torch.no_grad():
        return model(images).argmax(dim=1)
