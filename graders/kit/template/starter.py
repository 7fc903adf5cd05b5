import torch


def standardise(x):
    raise NotImplementedError
