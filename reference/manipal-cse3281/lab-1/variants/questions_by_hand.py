"""Longer ways: loops, chains of transposes, whole numbers drawn and turned into floats, NumPy's generator."""

import numpy as np
import torch


def to_shape(t, shape):
    return t.contiguous().view(*shape)


def view_as(t, shape):
    return t.view(*shape)


def stack_n(t, n, dim):
    return t.unsqueeze(dim).repeat_interleave(n, dim=dim)


def drop_unit(t):
    for dim in reversed(range(t.ndim)):
        if t.shape[dim] == 1:
            t = t.squeeze(dim)
    return t


def add_unit(t, dim):
    shape = list(t.shape)
    shape.insert(dim if dim >= 0 else t.ndim + 1 + dim, 1)
    return t.reshape(shape)


def hwc_to_chw(img):
    return img.transpose(1, 2).transpose(0, 1)


def inverse_permutation(dims):
    return [dims.index(place) for place in range(len(dims))]


def pick(t):
    rows = [t[i] for i in range(t.shape[0])]
    mean = sum(t.flatten().tolist()) / t.numel()
    return {
        "mask_selected": t.flatten()[t.flatten() > mean],
        "every_second_row": torch.stack(rows[::2]),
        "one_element": rows[1][2],
        "last_column": torch.stack([row[-1] for row in rows]),
        "first_row": t[0, :],
    }


def from_np(a, copy=False):
    return torch.from_numpy(a.copy() if copy else a)


def to_np(t):
    return t.detach().cpu().numpy().copy()


def random_7x7(seed=None):
    if seed is not None:
        torch.manual_seed(seed)
    return torch.randint(0, 10, (7, 7)).float()


def matmul_row(A, r):
    return (A * r).sum(dim=1, keepdim=True)


def two_tensors(device, seed=None):
    generator = np.random.default_rng(seed)
    if "cuda" in str(device) and not torch.cuda.is_available():
        device = "cpu"
    a, b = (torch.tensor(generator.integers(0, 10, (2, 3)), dtype=torch.float32) for _ in range(2))
    return a.to(device), b.to(device)


def matmul_adjust(a, b):
    return torch.stack([torch.stack([(row * other).sum() for other in b]) for row in a])


def max_min(t):
    values = t.flatten().tolist()
    return max(values), min(values)


def argmax_argmin(t):
    # Of equal values this finds the last one, where argmax may find another.
    flat = t.flatten().tolist()
    places = sorted(range(len(flat)), key=flat.__getitem__)
    return places[-1], places[0]


def seeded_squeeze(seed=7):
    torch.manual_seed(seed)
    x = torch.rand(10).reshape(1, 1, 1, 10)
    return x, x[0, 0, 0]
