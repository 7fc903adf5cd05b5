"""The sine takes radians; here y was converted from degrees."""

import torch


def tanh_ln_forward(x, y, z):
    a, b = 2 * x, torch.sin(torch.deg2rad(y))
    c = a / b
    d = c * z
    e = torch.log(d + 1)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": torch.tanh(e)}
