import torch


def standardise(x):
    mean = x.mean(dim=0)  # (d,)
    deviation = x.std(dim=0, unbiased=False)  # (d,)
    return (x - mean) / deviation  # (n, d)
