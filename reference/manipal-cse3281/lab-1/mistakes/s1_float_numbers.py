"""The numbers of the statement are whole. A decimal point, or torch.Tensor with a capital T, makes floats of them."""

import torch


def make_tensors():
    return {
        "scalar": torch.tensor(7.0),
        "vector": torch.tensor([7.0, 7.0]),
        "matrix": torch.tensor([[7.0, 8.0], [9.0, 10.0]]),
        "tensor3": torch.tensor([[[1.0, 2.0, 3.0], [3.0, 6.0, 9.0], [2.0, 4.0, 5.0]]]),
    }
