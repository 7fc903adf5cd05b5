"""Every prediction at (0, 0) is 0: the plane has no b."""

import torch


def fit_multi(X, y):
    w = torch.linalg.lstsq(X, y[:, None]).solution.flatten()
    return w[0].item(), w[1].item(), 0.0
