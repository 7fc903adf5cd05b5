"""The minus sign of dc/db is lost: c = a/b falls when b grows."""

import torch


def tanh_ln_backward(x, y, z):
    a, b = 2 * x, torch.sin(y)
    c = a / b
    d = c * z
    f = torch.tanh(torch.log(d + 1))
    df_dd = (1 - f**2) / (d + 1)
    df_db = df_dd * z * (a / b**2)
    return df_dd * z / b * 2, df_db * torch.cos(y), df_dd * c
