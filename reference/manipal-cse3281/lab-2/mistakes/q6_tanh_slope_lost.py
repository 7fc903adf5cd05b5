"""The first step of the walk is missing: df/de = 1 - f^2."""

import torch


def tanh_ln_backward(x, y, z):
    a, b = 2 * x, torch.sin(y)
    c = a / b
    df_dd = 1 / (c * z + 1)
    return df_dd * z / b * 2, df_dd * z * (-a / b**2) * torch.cos(y), df_dd * c
