"""Accepted as well: einsum for permute, seeding without a default, extremes by sorting."""

import numpy as np
import torch


def hwc_to_chw(img):
    return torch.einsum("hwc->chw", img)


def inverse_permutation(dims):
    return tuple(int(place) for place in np.argsort(dims))


def from_np(a, copy=False):
    return torch.tensor(a) if copy else torch.as_tensor(a)


def random_7x7(seed=None):
    if seed is not None:
        np.random.seed(seed)
    return torch.from_numpy(np.random.rand(7, 7)).float()


def matmul_row(A, r):
    return torch.mv(A, r[0]).unsqueeze(1)


def max_min(t):
    ordered = t.flatten().sort().values
    return ordered[-1:], ordered[:1]


def argmax_argmin(t):
    return int(np.argmax(t.numpy())), int(np.argmin(t.numpy()))


def seeded_squeeze(seed=7):
    torch.manual_seed(seed)
    x = torch.rand((1, 1, 1, 10))
    return x, torch.squeeze(x, dim=(0, 1, 2))
