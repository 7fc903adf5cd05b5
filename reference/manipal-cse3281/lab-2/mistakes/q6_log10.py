"""ln is the natural logarithm, torch.log; here the base is 10."""

import torch


def tanh_ln_forward(x, y, z):
    a, b = 2 * x, torch.sin(y)
    c = a / b
    d = c * z
    e = torch.log10(d + 1)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": torch.tanh(e)}
