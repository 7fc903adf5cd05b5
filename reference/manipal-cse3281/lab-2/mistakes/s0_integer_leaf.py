"""Only floating point tensors can carry gradients: give the tensor a float dtype when the numbers are whole."""

import torch


def leaf(values):
    t = torch.tensor(values)
    return t.requires_grad_() if t.is_floating_point() else t
