"""What may cross the boundary between student code and grader: plain data, handles, and the mark of anything else."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

DEPTH = 32
NODES = 100_000


@dataclass(frozen=True)
class Handle:
    """Stands for an object that stays beside the student's code."""

    id: int
    type_name: str


@dataclass(frozen=True)
class Opaque:
    """Stands for a value that is not plain data, so that the check can say what it got."""

    type_name: str


class Failed(Exception):
    """Verdict and code as in `graders.results`, which student code must not be able to import."""

    def __init__(self, verdict: str, code: str, facts: dict[str, Any]) -> None:
        super().__init__(f"{verdict}: {code}")
        self.verdict = verdict
        self.code = code
        self.facts = facts


def type_name(value: object) -> str:
    """The name in the type's own slot: a metaclass of the student may answer anything for `__name__`."""
    return clean(type.__dict__["__name__"].__get__(type(value)), 200)


def clean(text: str, limit: int = 2000) -> str:
    """Cut to `limit` characters and made valid UTF-8: a lone surrogate would break whoever stores it."""
    return text[:limit].encode("utf-8", "replace").decode("utf-8")


_ATOMS = (type(None), bool, float, complex, torch.dtype, torch.device, torch.Size, Handle)
_DICTS = (dict, OrderedDict, defaultdict, Counter)


class Snapshot:
    """Copies a value into a plain tree by exact type: a subclass may lie in every method that it overrides."""

    def __init__(self, elements: int) -> None:
        self.elements = elements
        self.nodes = 0

    def of(self, value: Any, depth: int = 0) -> Any:
        self.nodes += 1
        if depth > DEPTH or self.nodes > NODES:
            raise Failed("INVALID", "too_large", {"elements": self.nodes, "limit": NODES})
        kind = type(value)
        if kind in _ATOMS:
            return value
        if kind in (int, str, bytes):
            self._bound(value.bit_length() // 8 if kind is int else len(value))
            return value
        if kind is slice:
            return slice(*(self.of(part, depth + 1) for part in (value.start, value.stop, value.step)))
        if kind in (list, set, frozenset) or issubclass(kind, tuple):
            # Named tuples, such as torch.max returns, are read past any method of their own.
            items = tuple.__iter__(value) if issubclass(kind, tuple) else list(value)
            whole = tuple if issubclass(kind, tuple) else list if kind is list else set
            return whole(self.of(item, depth + 1) for item in items)
        if kind in _DICTS:
            return {self.of(key, depth + 1): self.of(item, depth + 1) for key, item in list(value.items())}
        return self._array(value, kind)

    def _array(self, value: Any, kind: type) -> Any:
        if kind in (torch.Tensor, torch.nn.Parameter):
            return self._tensor(value)
        if kind is np.ndarray and value.dtype.kind in "biufc":
            self._bound(value.size)
            return np.array(value, order="C")
        if issubclass(kind, np.generic) and kind.__module__ == "numpy" and value.dtype.kind in "biufc":
            return value.item()
        return Opaque(type_name(value))

    def _tensor(self, value: torch.Tensor) -> Any:
        dense = value.layout is torch.strided and not value.is_quantized and not value.is_nested
        if not dense or value.device.type == "meta":
            return Opaque(f"{value.layout if not dense else 'meta'} tensor")
        self._bound(value.numel())
        return value.detach().resolve_conj().resolve_neg().cpu().clone(memory_format=torch.contiguous_format)

    def _bound(self, elements: int) -> None:
        """An expanded tensor of 10^10 elements takes four bytes here and 40 GB once it is copied."""
        if elements > self.elements:
            raise Failed("INVALID", "too_large", {"elements": elements, "limit": self.elements})
