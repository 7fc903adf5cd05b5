"""The device is fixed in the code. On a machine with other hardware that stops the program or leaves a card idle."""

import torch


def pick_device():
    return torch.device("cuda")
