"""Trees of plain values as a JSON header and raw bytes, both ways. Nothing here runs code that the other side sends.

In the child `encode` sees live objects of student code; on the trusted side `decode` sees hostile bytes.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from .tensors import Arrays, Bounds, Garbled, Store, TooLarge
from .values import Handle, Opaque

_BIG_DIGITS = 3_500  # hexadecimal: as many as Python writes in decimal; larger integers are no result of a lab
_HASHED = 5_000  # items of a set, or keys of a dict, that are not all text
# JSON may spell half a character, which nobody can store, print or send on. Whole ones are spelt in two halves as well.
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_DEVICE = re.compile(r"(cpu|meta|cuda(:[0-9]{1,2})?)\Z")
_DTYPES = {str(d).removeprefix("torch."): d for d in vars(torch).values() if type(d) is torch.dtype}
_PLAIN = frozenset({type(None), bool, int, float, str})
_AS_THEY_ARE = frozenset({type(None), bool, str})  # a number may be too large for JSON, or none
_FLOATS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


@dataclass(frozen=True)
class Encoded:
    header: bytes
    chunks: list[memoryview]
    length: int  # of all chunks


def encode(tree: Any, bounds: Bounds) -> Encoded:
    """Raises TooLarge before anything is copied."""
    store = Store(bounds)
    node = _Writer(bounds, store).node(tree, 0)
    header = _to_json({"v": node, "t": store.entries}).encode()
    if len(header) > bounds.header:
        raise TooLarge(len(header), bounds.header)
    return Encoded(header, store.chunks, store.length)


def decode(header: bytes, body: Any, bounds: Bounds) -> Any:
    """The tree. Raises Garbled for anything malformed, TooLarge for a tensor over the bound; both before allocating."""
    try:
        document = _from_json(header.decode())
        if _SURROGATE.search(header):
            document = _from_json(_to_text(document).encode("utf-8", "replace").decode())
    except (ValueError, RecursionError) as error:
        raise Garbled("the header is not JSON") from error
    if type(document) is not dict or document.keys() != {"v", "t"}:
        raise Garbled("the header has other fields")
    arrays = Arrays(document["t"], body, bounds)
    try:
        return _Reader(bounds, arrays).node(document["v"], 0)
    except (TypeError, KeyError, IndexError, ValueError, OverflowError, RuntimeError) as error:
        raise Garbled("a value is malformed") from error


def _no_constant(name: str) -> Any:
    raise Garbled(f"the header holds a bare {name}")


# Made once: `json.dumps` and `json.loads` make one for each message. A tree of ours cannot contain itself.
_to_json = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False).encode
_to_text = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
_from_json = json.JSONDecoder(parse_constant=_no_constant).decode


class _Counted:
    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.nodes = 0

    def count(self, nodes: int, depth: int) -> None:
        """Before any of them is looked at."""
        self.nodes += nodes
        if self.nodes > self.bounds.nodes:
            raise TooLarge(self.nodes, self.bounds.nodes)
        if depth > self.bounds.depth:
            raise TooLarge(depth, self.bounds.depth)


class _Writer(_Counted):
    def __init__(self, bounds: Bounds, store: Store) -> None:
        super().__init__(bounds)
        self.store = store

    def node(self, value: Any, depth: int) -> Any:
        """The caller has counted it."""
        kind = type(value)
        if value is None or kind is bool or kind is str:
            return value
        if kind is int:
            return value if -(2**63) <= value < 2**63 else _big(value)
        if kind is float:
            return value if math.isfinite(value) else ["f", str(value)]
        writer = _WRITERS.get(kind)
        if writer is not None:
            return writer(self, value, depth + 1)
        return self._array_or_opaque(value, kind)

    def each(self, values: Any, depth: int) -> list[Any]:
        self.count(len(values), depth)
        return [item if type(item) in _AS_THEY_ARE else self.node(item, depth) for item in values]

    def dictionary(self, value: dict[Any, Any], depth: int) -> Any:
        """An object of JSON where it can be one, which is what most of a message is."""
        nodes = self.each(list(value.values()), depth)
        if all(type(key) is str for key in value):
            self.count(len(nodes), depth)
            return dict(zip(value, nodes, strict=True))
        keys = self.each(list(value), depth)
        return ["d", *(node for pair in zip(keys, nodes, strict=True) for node in pair)]

    def _array_or_opaque(self, value: Any, kind: type) -> Any:
        if kind is torch.Tensor or kind is torch.nn.Parameter:
            index = self.store.add_tensor(value)
            return ["T", index] if index is not None else ["o", "tensor that is not dense"]
        if kind is np.ndarray and value.dtype.kind in "biufc":
            return ["A", self.store.add_array(value)]
        name = type.__dict__["__name__"].__get__(kind)
        return ["o", name[:200]]


def _big(value: int) -> list[str]:
    if value.bit_length() > 4 * _BIG_DIGITS:
        raise TooLarge(value.bit_length(), 4 * _BIG_DIGITS)
    return ["i", hex(value)]


_WRITERS: dict[type, Callable[[_Writer, Any, int], Any]] = {
    list: lambda w, v, d: ["l", *w.each(v, d)],
    tuple: lambda w, v, d: ["t", *w.each(v, d)],
    set: lambda w, v, d: ["s", *w.each(v, d)],
    dict: lambda w, v, d: w.dictionary(v, d),
    complex: lambda w, v, d: ["c", *w.each((v.real, v.imag), d)],
    slice: lambda w, v, d: ["S", *w.each((v.start, v.stop, v.step), d)],
    bytes: lambda _w, v, _d: ["b", base64.b64encode(v).decode()],
    torch.Size: lambda w, v, d: ["z", *w.each(tuple(v), d)],
    torch.dtype: lambda _w, v, _d: ["y", str(v).removeprefix("torch.")],
    torch.device: lambda _w, v, _d: ["D", str(v)],
    Handle: lambda w, v, d: ["h", *w.each((v.id, v.type_name), d)],
    Opaque: lambda w, v, d: ["o", *w.each((v.type_name,), d)],
}


class _Reader(_Counted):
    def __init__(self, bounds: Bounds, arrays: Arrays) -> None:
        super().__init__(bounds)
        self.arrays = arrays

    def node(self, node: Any, depth: int) -> Any:
        """The caller has counted it."""
        if type(node) in _PLAIN:
            return node
        if type(node) is dict:
            self.count(len(node), depth + 1)  # the keys, which JSON makes text
            return dict(zip(node, self.each(list(node.values()), depth + 1), strict=True))
        if type(node) is not list:
            raise Garbled("a node is neither plain nor a list nor an object")
        reader = _READERS.get(_text(node[0]))
        if reader is None:
            raise Garbled("a node has an unknown kind")
        return reader(self, node[1:], depth + 1)

    def each(self, parts: list[Any], depth: int) -> list[Any]:
        self.count(len(parts), depth)
        return [part if type(part) in _PLAIN else self.node(part, depth) for part in parts]

    def pairs(self, parts: list[Any], depth: int) -> dict[Any, Any]:
        keys, values = self.few(parts[::2], depth), self.each(parts[1::2], depth)
        return dict(zip(keys, values, strict=True))

    def few(self, parts: list[Any], depth: int) -> list[Any]:
        """What will be hashed: numbers with one hash cost the square of their count."""
        if len(parts) > _HASHED and any(type(part) is not str for part in parts):
            raise TooLarge(len(parts), _HASHED)
        return self.each(parts, depth)

    def handle(self, parts: list[Any]) -> Handle:
        number, name = parts
        if type(number) is not int:
            raise Garbled("a handle is not a number")
        return Handle(number, _text(name)[:200])


def _text(value: Any) -> str:
    if type(value) is not str:
        raise Garbled("text was expected")
    return value


def _integer(text: str) -> int:
    if len(text) > _BIG_DIGITS + 3:
        raise Garbled("an integer is too long")
    return int(text, 16)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Garbled("bytes are malformed") from error


def _device(text: str) -> torch.device:
    if not _DEVICE.match(text):
        raise Garbled("a device is unknown")
    return torch.device(text)


def _complex(parts: list[Any]) -> complex:
    real, imaginary = parts
    return complex(float(real), float(imaginary))


_READERS: dict[str, Callable[[_Reader, list[Any], int], Any]] = {
    "l": lambda r, p, d: r.each(p, d),
    "t": lambda r, p, d: tuple(r.each(p, d)),
    "s": lambda r, p, d: set(r.few(p, d)),
    "d": lambda r, p, d: r.pairs(p, d),
    "c": lambda r, p, d: _complex(r.each(p, d)),
    "S": lambda r, p, d: slice(*r.each(p[:3], d)),
    "b": lambda _r, p, _d: _bytes(_text(p[0])),
    "z": lambda r, p, d: torch.Size(r.each(p, d)),
    "y": lambda _r, p, _d: _DTYPES[_text(p[0])],
    "D": lambda _r, p, _d: _device(_text(p[0])),
    "h": lambda r, p, _d: r.handle(p),
    "o": lambda _r, p, _d: Opaque(_text(p[0])[:200]),
    "i": lambda _r, p, _d: _integer(_text(p[0])),
    "f": lambda _r, p, _d: _FLOATS[_text(p[0])],
    "T": lambda r, p, _d: r.arrays.tensor(p[0]),
    "A": lambda r, p, _d: r.arrays.array(p[0]),
}
