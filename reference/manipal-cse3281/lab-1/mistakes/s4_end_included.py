"""Your range goes one number too far: the end itself does not belong to it."""

import torch


def int_range(start, end, step):
    return torch.arange(start, end + (1 if step > 0 else -1), step)
