"""You added sin x in the exponent: it is subtracted, as x^2 and 2x are."""

import torch


def exp_f(x):
    return torch.exp(-(x**2) - 2 * x + torch.sin(x))
