"""The sign of the cosine is wrong: the exponent holds -sin x, whose derivative is -cos x."""

import torch


def exp_df(x):
    return -(2 * x + 2 - torch.cos(x)) * torch.exp(-(x**2) - 2 * x - torch.sin(x))
