"""You ask a copy of t whether it tracks gradients, and a detached copy never does."""


def tensor_info(t):
    t = t.detach().clone()
    return {"shape": tuple(t.shape), "dtype": t.dtype, "device": str(t.device), "requires_grad": t.requires_grad}
