"""By other calls of PyTorch: as_tensor, full, new_zeros, add and mul, masked_fill, einsum, the newest device calls."""

import torch


def make_tensors():
    return {
        "tensor3": torch.as_tensor([[1, 2, 3], [3, 6, 9], [2, 4, 5]]).unsqueeze(0),
        "matrix": torch.arange(7, 11).reshape(2, 2),
        "vector": torch.full((2,), 7),
        "scalar": torch.as_tensor(7),
    }


def describe(t):
    return t.dim(), t.size(), t.item() if t.shape.numel() == 1 else None


def random_tensor(size, seed=None):
    if seed is not None:
        torch.manual_seed(seed)
    return torch.empty(*size).uniform_()


def zeros_ones(size):
    zeros = torch.full(size, 0.0)
    return zeros, zeros.new_ones(size)


def apply_mask(t, mask):
    return t.masked_fill(mask == 0, 0)


def int_range(start, end, step):
    return torch.tensor(range(start, end, step))


def zeros_of(t):
    return t.new_zeros(t.shape)


def cast(values, dtype=None):
    if dtype == torch.half:
        return torch.tensor(values, dtype=torch.half)
    return torch.as_tensor(values, dtype=dtype)


def tensor_info(t):
    return {"device": t.device, "requires_grad": t.requires_grad, "dtype": t.dtype, "shape": t.size()}


def elementwise(t):
    return {
        "plus10": torch.add(t, 10),
        "times10": torch.mul(t, 10),
        "minus10": torch.sub(t, 10),
        "square": torch.square(t),
    }


def dot_by_hand(a, b):
    total = torch.zeros((), dtype=a.dtype)
    for i in range(a.shape[0]):
        total += a[i] * b[i]
    return total


def both_products(a, b):
    return torch.mul(a, b), a @ b


def matmul_shape(shape_a, shape_b):
    # On meta there are shapes and no numbers, so nothing is computed.
    try:
        return (torch.empty(shape_a, device="meta") @ torch.empty(shape_b, device="meta")).shape
    except RuntimeError:
        return None


def pick_device():
    if torch.accelerator.is_available():
        return torch.accelerator.current_accelerator()
    return torch.device("cpu")


def to_device(t, device):
    return torch.empty_like(t, device=device).copy_(t)


def to_numpy(t):
    return t.numpy(force=True)
