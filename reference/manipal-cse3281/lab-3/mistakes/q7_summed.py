"""The loss grows with the number of points: it is a mean."""

import torch


def mean_bce(p, y):
    return -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).sum()
