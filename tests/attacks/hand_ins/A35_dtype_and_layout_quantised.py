import torch


def polynomial_gradient(x):
    return torch.quantize_per_tensor(x.float(), 0.1, 0, torch.qint8)
