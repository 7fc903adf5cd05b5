"""With Python's own lists and loops, and with NumPy, as far as that is right; names of devices put together by hand."""

import numpy as np
import torch


def describe(t):
    shape = tuple(t.shape)
    return len(shape), shape, t.flatten().tolist()[0] if t.numel() == 1 else None


def random_tensor(size, seed=None):
    values = np.random.default_rng(seed).random(size, dtype=np.float32)
    return torch.from_numpy(values)


def zeros_ones(size):
    zeros = torch.from_numpy(np.zeros(size, dtype=np.float32))
    return [zeros, zeros + 1]


def apply_mask(t, mask):
    result = t.clone()
    result[mask == 0] = 0
    return result


def int_range(start, end, step):
    numbers = []
    while (step > 0 and start < end) or (step < 0 and start > end):
        numbers.append(start)
        start += step
    return torch.tensor(numbers)


def zeros_of(t):
    return torch.zeros(t.shape, dtype=t.dtype, device=t.device)


def cast(values, dtype=None):
    return torch.tensor(values) if dtype is None else torch.tensor(values, dtype=dtype)


def tensor_info(t):
    return {
        "shape": [t.size(i) for i in range(t.ndim)],
        "dtype": t.dtype,
        "device": t.device.type,
        "requires_grad": t.requires_grad,
    }


def elementwise(t):
    square = t.detach().clone()
    square *= t
    return {"plus10": t.clone() + 10, "times10": 10 * t, "minus10": -(10 - t), "square": square}


def dot_by_hand(a, b):
    return sum(x * y for x, y in zip(a.tolist(), b.tolist(), strict=True))


def both_products(a, b):
    if a.ndim == 1:
        return a * b, torch.dot(a, b)
    return a.mul(b), torch.stack([torch.stack([(row * column).sum() for column in b.T]) for row in a])


def matmul_shape(shape_a, shape_b):
    if shape_a[1] != shape_b[0]:
        return None
    return [shape_a[0], shape_b[1]]


if torch.cuda.is_available():
    _device = torch.device("cuda:0")
else:
    _device = torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def pick_device():
    return _device


def to_device(t, device):
    return t.detach().to(device=torch.device(device), copy=True)


def to_numpy(t):
    with torch.no_grad():
        return np.asarray(t.to("cpu").detach())
