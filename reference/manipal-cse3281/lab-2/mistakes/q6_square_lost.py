"""The square of dc/db is lost: the derivative of a/b with respect to b is -a/b^2."""

import torch


def tanh_ln_backward(x, y, z):
    a, b = 2 * x, torch.sin(y)
    c = a / b
    d = c * z
    f = torch.tanh(torch.log(d + 1))
    df_dd = (1 - f**2) / (d + 1)
    df_db = df_dd * z * (-a / b)
    return df_dd * z / b * 2, df_db * torch.cos(y), df_dd * c
