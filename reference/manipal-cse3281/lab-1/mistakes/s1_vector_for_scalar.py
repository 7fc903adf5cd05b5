"""Your scalar has brackets around it, which makes it a vector with one element: look at its number of dimensions."""

import torch


def make_tensors():
    return {
        "scalar": torch.tensor([7]),
        "vector": torch.tensor([7, 7]),
        "matrix": torch.tensor([[7, 8], [9, 10]]),
        "tensor3": torch.tensor([[[1, 2, 3], [3, 6, 9], [2, 4, 5]]]),
    }
