"""This is the name of a device, a text. Make a torch.device of it."""

import torch


def pick_device():
    return "cuda" if torch.cuda.is_available() else "cpu"
