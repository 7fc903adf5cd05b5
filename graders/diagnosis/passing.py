"""Plain data and a few types of ours as JSON text and back: what passes between the checker and its helper.

Both ends are ours. It is no pickle all the same: bytes that can only become data stay harmless whoever wrote them.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from graders.line import Mismatch
from graders.results import Finding, StudentFault, Verdict


@dataclass(frozen=True)
class Mark:
    """Stands for what is no data: an object that stayed where it was, by the name of its type."""

    type_name: str


class Plain:
    """`types` are the named tuples that may pass."""

    def __init__(self, *types: type) -> None:
        self._types = {kind.__name__: kind for kind in types}
        self._readers: dict[str, Callable[[Any], Any]] = {
            "tuple": lambda items: tuple(map(self._read, items)),
            "set": lambda items: set(map(self._read, items)),
            "frozenset": lambda items: frozenset(map(self._read, items)),
            "dict": lambda pairs: {self._read(key): self._read(value) for key, value in pairs},
            "complex": lambda parts: complex(*parts),
            "bytes": base64.b64decode,
            "tensor": _tensor,
            "array": _array,
            "number": lambda told: _array(told)[()],
            "dtype": lambda name: getattr(torch, name),
            "device": torch.device,
            "size": torch.Size,
            "slice": lambda parts: slice(*map(self._read, parts)),
            "mark": Mark,
            "named": self._named,
            "fault": self._fault,
        }

    def write(self, value: Any) -> bytes:
        return json.dumps(self._told(value)).encode()

    def read(self, text: bytes) -> Any:
        return self._read(json.loads(text))

    def _told(self, value: Any) -> Any:  # noqa: PLR0911  one line a type
        if value is None or type(value) in {bool, int, float, str}:
            return value
        if type(value) is list:
            return [self._told(item) for item in value]
        if type(value) in {tuple, set, frozenset}:
            return {type(value).__name__: [self._told(item) for item in value]}
        if isinstance(value, dict):
            return {"dict": [[self._told(key), self._told(item)] for key, item in value.items()]}
        if type(value).__name__ in self._types:
            return {"named": [type(value).__name__, [self._told(item) for item in value]]}
        if isinstance(value, StudentFault):
            return {"fault": self._parts_of(value)}
        return self._told_number(value)

    def _told_number(self, value: Any) -> Any:  # noqa: PLR0911  one line a type
        if isinstance(value, torch.Tensor) and value.layout is torch.strided and not value.is_quantized:
            return {"tensor": _bytes_of_tensor(value)}
        if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "biufc":
            kind = "array" if isinstance(value, np.ndarray) else "number"
            return {kind: [value.dtype.str, list(value.shape), _text(value.tobytes())]}
        if isinstance(value, complex):
            return {"complex": [value.real, value.imag]}
        if isinstance(value, bytes):
            return {"bytes": _text(value)}
        if isinstance(value, torch.dtype):
            return {"dtype": str(value).removeprefix("torch.")}
        if isinstance(value, torch.device):
            return {"device": str(value)}
        if isinstance(value, torch.Size):
            return {"size": list(value)}
        if isinstance(value, slice):
            return {"slice": [self._told(part) for part in (value.start, value.stop, value.step)]}
        return {"mark": str(getattr(value, "type_name", type(value).__name__))}

    def _parts_of(self, fault: StudentFault) -> list[Any]:
        """Of a mismatch also what came, and which expectation of the check it was."""
        told = [str(fault.verdict), fault.finding.code, self._told(fault.finding.facts)]
        return [*told, self._told(fault.got), fault.ordinal] if isinstance(fault, Mismatch) else told

    def _read(self, told: Any) -> Any:
        if isinstance(told, list):
            return [self._read(item) for item in told]
        if isinstance(told, dict):
            ((kind, value),) = told.items()
            return self._readers[kind](value)
        return told

    def _named(self, told: list[Any]) -> Any:
        name, fields = told
        return self._types[name](*map(self._read, fields))

    def _fault(self, told: list[Any]) -> StudentFault:
        verdict, code, facts, *more = told
        finding = Finding(code=code, facts=self._read(facts))
        if not more:
            return StudentFault(Verdict(verdict), finding)
        got, ordinal = more
        return Mismatch(finding, self._read(got), ordinal)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes_of_tensor(value: torch.Tensor) -> list[Any]:
    flat = value.detach().cpu().resolve_conj().resolve_neg().contiguous().reshape(-1)
    data = flat.view(torch.uint8).numpy().tobytes() if flat.numel() else b""
    return [str(value.dtype).removeprefix("torch."), list(value.shape), _text(data)]


def _tensor(told: list[Any]) -> torch.Tensor:
    name, shape, text = told
    dtype, data = getattr(torch, name), bytearray(base64.b64decode(text))
    return torch.frombuffer(data, dtype=dtype).reshape(shape) if data else torch.zeros(shape, dtype=dtype)


def _array(told: list[Any]) -> Any:
    dtype, shape, text = told
    return np.frombuffer(base64.b64decode(text), dtype=dtype).reshape(shape).copy()
