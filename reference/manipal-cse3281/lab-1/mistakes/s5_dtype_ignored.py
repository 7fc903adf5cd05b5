"""The dtype that is asked for is taken as an argument and then used nowhere."""

import torch


def cast(values, dtype=None):
    return torch.tensor(values)
