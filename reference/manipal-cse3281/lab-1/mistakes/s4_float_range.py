"""Your range holds floats. One float among start, end and step is enough to make all of them so."""

import torch


def int_range(start, end, step):
    return torch.arange(float(start), end, step)
