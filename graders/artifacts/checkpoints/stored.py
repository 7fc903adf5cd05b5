"""A tensor as a file holds it: a view of raw bytes, made into a tensor only when somebody compares it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

MOST_DIMENSIONS = 16
_WHOLE = {1: "<i1", 2: "<i2", 4: "<i4", 8: "<i8", 16: "<c16"}


class Unfit(Exception):
    """Why this file is no checkpoint that can be read: a word of `graders.wording.artifacts`, and a name with it."""

    def __init__(self, reason: str, name: str = "") -> None:
        super().__init__(reason, name)
        self.reason = reason
        self.name = name


@dataclass(frozen=True, eq=False)
class Stored:
    """Its elements lie where shape, strides and offset say, which is inside the data."""

    dtype: torch.dtype
    shape: tuple[int, ...]
    stride: tuple[int, ...]
    offset: int
    data: memoryview

    @classmethod
    def view(cls, dtype: torch.dtype, shape: Any, stride: Any, offset: Any, data: memoryview) -> Stored:
        """Raises Unfit unless these are small counts and every element lies in the data."""
        for sizes in (shape, stride, (offset,)):
            counts = type(sizes) is tuple and all(type(size) is int and 0 <= size < 2**40 for size in sizes)
            if not counts or len(sizes) > MOST_DIMENSIONS:
                raise Unfit("out_of_bounds")
        if len(shape) != len(stride):
            raise Unfit("out_of_bounds")
        last = offset + sum((size - 1) * step for size, step in zip(shape, stride, strict=True))
        if math.prod(shape) and last >= len(data) // dtype.itemsize:
            raise Unfit("out_of_bounds")
        return cls(dtype, shape, stride, offset, data)

    @property
    def elements(self) -> int:
        return math.prod(self.shape)

    def tensor(self) -> torch.Tensor:
        """A copy. One element may stand for any number of them, so ask only for a shape that you know."""
        if not self.elements:
            return torch.empty(self.shape, dtype=self.dtype)
        size = self.dtype.itemsize
        raw = np.frombuffer(self.data[: len(self.data) // size * size], _WHOLE[size])[self.offset :]
        strides = [step * size for step in self.stride]
        view = np.lib.stride_tricks.as_strided(raw, self.shape, strides, writeable=False)
        numbers = torch.from_numpy(np.array(view, order="C"))
        return numbers != 0 if self.dtype is torch.bool else numbers.view(self.dtype)
