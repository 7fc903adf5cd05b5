"""You count in ones. The third argument says how far it is from one number to the next."""

import torch


def int_range(start, end, step):
    return torch.arange(start, end) if step > 0 else torch.arange(start, end, -1)
