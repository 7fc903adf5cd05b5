import torch


def noise(size, seed):
    return torch.rand(size, generator=torch.Generator().manual_seed(seed))


def start_weights(rows, columns):
    return 0.01 * torch.randn(rows, columns)
