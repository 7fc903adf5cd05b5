"""to_np returns a Python list, not a NumPy array."""


def to_np(t):
    return t.tolist()
