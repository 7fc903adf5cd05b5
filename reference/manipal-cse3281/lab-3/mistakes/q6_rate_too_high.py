"""Each step overshoots by more than the one before, until the numbers end: watch the loss of the first epochs."""

import torch


def fit_multi(X, y):
    w, b = torch.zeros(2, dtype=X.dtype), torch.zeros((), dtype=X.dtype)
    for _ in range(400):
        residual = X @ w + b - y
        w, b = w - 0.05 * 2 * X.T @ residual / len(y), b - 0.05 * 2 * residual.mean()
    return w[0].item(), w[1].item(), b.item()
