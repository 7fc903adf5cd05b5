"""The sum is formed one element at a time."""

import torch


def _each(a, b):
    return [x + y for x, y in zip(a, b)]


def add(a, b):
    return torch.stack(_each(a, b))
