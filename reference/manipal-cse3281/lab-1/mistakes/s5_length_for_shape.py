"""The number of elements is not the shape: the shape has one size for each dimension."""


def tensor_info(t):
    return {
        "shape": (t.numel(),),
        "dtype": t.dtype,
        "device": str(t.device),
        "requires_grad": t.requires_grad,
    }
