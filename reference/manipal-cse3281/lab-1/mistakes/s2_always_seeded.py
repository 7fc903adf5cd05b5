"""Without a seed your numbers are the same at every call: a new torch.Generator always starts at the same place."""

import torch


def random_tensor(size, seed=None):
    generator = torch.Generator()
    if seed is not None:
        generator.manual_seed(seed)
    return torch.rand(size, generator=generator)
