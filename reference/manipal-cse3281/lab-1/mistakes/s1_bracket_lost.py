"""The third tensor of yours is a matrix. Count the opening brackets before its first number: each is one dimension."""

import torch


def make_tensors():
    return {
        "scalar": torch.tensor(7),
        "vector": torch.tensor([7, 7]),
        "matrix": torch.tensor([[7, 8], [9, 10]]),
        "tensor3": torch.tensor([[1, 2, 3], [3, 6, 9], [2, 4, 5]]),
    }
