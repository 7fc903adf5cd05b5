"""The images are shuffled and the labels are not, so each picture is shown with the label of another."""

import torch
from torch import nn


def train(model, images, labels):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(3):
        shuffled = images[torch.randperm(len(images))]
        for x, y in zip(shuffled.split(64), labels.split(64)):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
