"""No dtype does not mean float32: PyTorch infers it from the numbers, and whole numbers are no floats."""

import torch


def cast(values, dtype=None):
    return torch.tensor(values, dtype=torch.float32 if dtype is None else dtype)
