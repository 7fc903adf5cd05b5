"""The dtype is given as text. A torch.dtype is an object of its own, which can be handed to torch.tensor again."""


def tensor_info(t):
    return {
        "shape": tuple(t.shape),
        "dtype": str(t.dtype),
        "device": str(t.device),
        "requires_grad": t.requires_grad,
    }
