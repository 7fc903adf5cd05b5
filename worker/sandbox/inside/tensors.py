"""Tensors and arrays as raw bytes, both ways: each bound is checked on the description before a byte is copied."""

from __future__ import annotations

import math
import mmap
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

_ALIGN = 64
_TORCH = {
    str(d).removeprefix("torch."): d
    for d in (
        *(torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64),
        *(torch.uint16, torch.uint32, torch.uint64, torch.float16, torch.bfloat16, torch.float32, torch.float64),
        *(torch.complex32, torch.complex64, torch.complex128, torch.float8_e4m3fn, torch.float8_e5m2),
    )
}
_NAMES = {dtype: name for name, dtype in _TORCH.items()}
# Types that numpy has too: its view of their bytes costs a fraction of torch's.
_SHARED = frozenset(
    {torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.float32}
    | {torch.float64, torch.complex64, torch.complex128}
)
_NUMPY = {
    np.dtype(code).str
    for code in ("?", "u1", "i1", "<u2", "<i2", "<u4", "<i4", "<u8", "<i8", "<f2", "<f4", "<f8", "<c8", "<c16")
}
# Student code may replace these on the class; the encoder uses what was there before it was loaded.
_numel = torch.Tensor.numel
_detach = torch.Tensor.detach
_requires_grad = torch.Tensor.requires_grad.__get__  # type: ignore[attr-defined]


class Garbled(Exception):
    """The bytes are no message of this protocol; the text says what was wrong."""


class TooLarge(Exception):
    """A value is over a bound that was agreed."""

    def __init__(self, elements: int, limit: int) -> None:
        super().__init__(f"{elements} > {limit}")
        self.elements = elements
        self.limit = limit


@dataclass(frozen=True)
class Bounds:
    """What a message may hold at most. The defaults are for answers of student code."""

    elements: int = 1_000_000  # of one tensor
    tensors: int = 1_024
    dims: int = 16
    header: int = 4 << 20
    depth: int = 40  # 32 levels of a value inside the levels of the message
    nodes: int = 100_100
    ours: bool = False  # what we send to a child keeps strides and `requires_grad`, and may come as a memory file

    @property
    def body(self) -> int:
        """In bytes. An answer is read, decoded and compared in memory that is bounded too."""
        return min(max(64 * self.elements, 1 << 20), 1 << (33 if self.ours else 30))


def _aligned(offset: int) -> int:
    return -(-offset // _ALIGN) * _ALIGN


class Store:
    """Collects the tensors of one message."""

    def __init__(self, bounds: Bounds) -> None:
        self.entries: list[list[Any]] = []
        self.chunks: list[memoryview] = []
        self.length = 0
        self._bounds = bounds

    def add_tensor(self, value: torch.Tensor) -> int | None:
        """Its index, or None for a tensor that is no dense block of numbers."""
        dtype = _NAMES.get(value.dtype)
        if value.layout is not torch.strided or value.is_nested or value.is_meta or dtype is None:
            return None
        self._check(_numel(value), value.dim())
        plain = _detach(value).resolve_conj().resolve_neg().cpu()
        extra = [bool(_requires_grad(value)), _kept_strides(plain)] if self._bounds.ours else []
        return self._add([dtype, list(plain.shape), *extra], _bytes_of(plain.contiguous()))

    def add_array(self, value: np.ndarray) -> int:
        self._check(value.size, value.ndim)
        plain = np.ascontiguousarray(value).reshape(value.shape)
        plain = plain.astype(plain.dtype.newbyteorder("<"), copy=False)
        return self._add([plain.dtype.str, list(plain.shape)], plain.reshape(-1).view(np.uint8).data)

    def _check(self, elements: int, dims: int) -> None:
        if elements > self._bounds.elements:
            raise TooLarge(elements, self._bounds.elements)
        if dims > self._bounds.dims:
            raise TooLarge(dims, self._bounds.dims)
        if len(self.entries) >= self._bounds.tensors:
            raise TooLarge(len(self.entries) + 1, self._bounds.tensors)

    def _add(self, entry: list[Any], raw: memoryview) -> int:
        padding = _aligned(self.length) - self.length
        if padding:
            self.chunks.append(memoryview(bytes(padding)))
        if raw.nbytes:
            self.chunks.append(raw)
        self.length += padding + raw.nbytes
        if self.length > self._bounds.body:
            raise TooLarge(self.length, self._bounds.body)
        self.entries.append(entry)
        return len(self.entries) - 1


def _bytes_of(value: torch.Tensor) -> memoryview:
    if value.dtype in _SHARED:
        return value.numpy().reshape(-1).view(np.uint8).data
    return value.reshape(-1).view(torch.uint8).numpy().data


def _kept_strides(value: torch.Tensor) -> list[int] | None:
    """Strides worth keeping: of a view that is not contiguous, whose elements do not overlap, with few holes."""
    if value.is_contiguous() or not value.numel():
        return None
    steps = sorted((s, n) for s, n in zip(value.stride(), value.shape, strict=True) if n > 1)
    reach = 1
    for stride, size in steps:
        if stride < reach:
            return None
        reach = stride * (size - 1) + reach
    return list(value.stride()) if reach <= 8 * value.numel() else None


class Arrays:
    """The tensors of a message that came in. The whole table is checked before the first one is made."""

    def __init__(self, table: Any, body: Any, bounds: Bounds) -> None:
        if type(table) is not list or len(table) > bounds.tensors:
            raise Garbled("the table of tensors is malformed")
        self._body = memoryview(body)
        self._entries: list[tuple[Any, int, int]] = []
        offset = 0
        for entry in table:
            size = _nbytes(entry, bounds)
            offset = _aligned(offset)
            self._entries.append((entry, offset, size))
            offset += size
        if offset != len(self._body):
            raise Garbled("the bytes of the tensors do not add up")

    def tensor(self, index: Any) -> torch.Tensor:
        entry, offset, size = self._entry(index, _TORCH)
        dtype = _TORCH[entry[0]]
        if not size:
            value = torch.empty(entry[1], dtype=dtype)
        elif dtype is torch.bool:  # a byte of 2 in a bool tensor is undefined behaviour
            value = torch.frombuffer(self._raw(offset, size), dtype=torch.uint8).reshape(entry[1]) != 0
        else:
            value = torch.frombuffer(self._raw(offset, size), dtype=dtype).reshape(entry[1])
        return _as_sent(value, *entry[2:])

    def array(self, index: Any) -> Any:
        entry, offset, size = self._entry(index, _NUMPY)
        raw = np.frombuffer(self._raw(offset, size), dtype=np.uint8)
        if entry[0] == "|b1":
            return (raw != 0).reshape(entry[1])
        return raw.view(entry[0]).reshape(entry[1])

    def _entry(self, index: Any, known: Any) -> tuple[Any, int, int]:
        if type(index) is not int or not 0 <= index < len(self._entries):
            raise Garbled("a tensor is not in the table")
        found = self._entries[index]
        if found[0][0] not in known:
            raise Garbled("a tensor and an array were mixed up")
        return found

    def _raw(self, offset: int, size: int) -> Any:
        """A writable buffer: a private mapping of the sender's memory as it is, anything else copied and so aligned."""
        part = self._body[offset : offset + size]
        return part if isinstance(self._body.obj, mmap.mmap) else bytearray(part)


def _nbytes(entry: Any, bounds: Bounds) -> int:
    lengths = (2, 4) if bounds.ours else (2,)
    if type(entry) is not list or len(entry) not in lengths or type(entry[0]) is not str or type(entry[1]) is not list:
        raise Garbled("a tensor is described wrongly")
    name, shape = entry[:2]
    if len(shape) > bounds.dims or not all(type(n) is int and 0 <= n < 2**62 for n in shape):
        raise Garbled("a shape is malformed")
    elements = math.prod(shape)
    if elements > bounds.elements:
        raise TooLarge(elements, bounds.elements)
    if name in _TORCH:
        return elements * _TORCH[name].itemsize
    if name in _NUMPY:
        return elements * np.dtype(name).itemsize
    raise Garbled("a dtype is unknown")


def _as_sent(value: torch.Tensor, requires_grad: Any = None, strides: Any = None) -> torch.Tensor:
    if strides:
        value = torch.empty_strided(value.shape, strides, dtype=value.dtype).copy_(value)
    return value.requires_grad_() if requires_grad else value
