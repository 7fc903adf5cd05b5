"""The tensor that you return is not on the device asked for. Look at what to() is given and what it gives back."""

import torch


def to_device(t, device):
    return t.to("cuda" if torch.cuda.is_available() else "cpu")
