"""The greatest score was looked for among the images instead of among the ten digits of each image."""

import torch


def predict(model, images):
    model.eval()
    with torch.no_grad():
        return model(images).argmax(dim=0)
