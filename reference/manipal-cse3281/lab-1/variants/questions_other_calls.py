"""Other calls of PyTorch that are just as right: expand, movedim, argsort, generators, einsum."""

import numpy as np
import torch


def to_shape(t, shape):
    return torch.reshape(t, tuple(shape))


def view_as(t, shape):
    # Where a view exists, reshape returns it.
    return t.reshape(shape)


def stack_n(t, n, dim):
    new = t.unsqueeze(dim)
    sizes = list(new.shape)
    sizes[dim] = n
    return new.expand(sizes)


def drop_unit(t):
    return t.reshape([size for size in t.shape if size != 1])


def add_unit(t, dim):
    where = dim if dim >= 0 else dim + t.ndim + 1
    return t[(slice(None),) * where + (None,)]


def hwc_to_chw(img):
    return img.movedim(-1, 0)


def inverse_permutation(dims):
    return tuple(torch.tensor(dims).argsort().tolist())


def pick(t):
    rows, columns = t.shape
    return dict(
        first_row=t.select(0, 0),
        last_column=t.select(1, columns - 1),
        one_element=t[1][2].item(),
        every_second_row=t[torch.arange(0, rows, 2)],
        mask_selected=torch.masked_select(t, t > t.float().mean()),
    )


def from_np(a, copy=False):
    t = torch.as_tensor(a)
    return t.clone() if copy else t


def to_np(t):
    return np.asarray(t)


def random_7x7(seed=None):
    generator = torch.Generator()
    if seed is None:
        generator.seed()
    else:
        generator.manual_seed(seed)
    return torch.randn(7, 7, generator=generator)


def matmul_row(A, r):
    return torch.einsum("ij,kj->ik", A, r)


def two_tensors(device, seed=None):
    if seed is not None:
        torch.manual_seed(seed)
    device = torch.device(device)
    if device.type == "cuda" and not torch.cuda.is_available():
        device = torch.device("cpu")
    return [torch.randn((2, 3), device=device) for _ in range(2)]


def matmul_adjust(a, b):
    return torch.mm(a, b.transpose(0, 1))


def max_min(t):
    return t.max(), t.min()


def argmax_argmin(t):
    flat = t.flatten()
    return torch.argmax(flat), torch.argmin(flat)


def seeded_squeeze(seed=7):
    x = torch.rand(1, 1, 1, 10, generator=torch.Generator().manual_seed(seed))
    return x, x.flatten()
