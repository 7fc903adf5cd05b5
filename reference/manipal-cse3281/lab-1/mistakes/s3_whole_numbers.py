"""Your zeros and ones are whole numbers (int64). Look at which dtype the statement asks for."""

import torch


def zeros_ones(size):
    return torch.zeros(size, dtype=torch.int64), torch.ones(size, dtype=torch.int64)
