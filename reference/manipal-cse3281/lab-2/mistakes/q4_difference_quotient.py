"""This is a difference quotient, close but not exact: derive the formula on paper."""

import torch


def exp_df(x):
    h = 1e-3
    before, after = (torch.exp(-(p**2) - 2 * p - torch.sin(p)) for p in (x, x + h))
    return (after - before) / h
