"""The tensor that you return is not on the device asked for. Look at what to() is given and what it gives back."""


def to_device(t, device):
    t.to(device)
    return t
