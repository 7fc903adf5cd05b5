"""Figures as a student's process tells them, read strictly, and pictures of them that are ours.

Nothing of a file format of the student's survives: raw pixels arrive, and we write the PNG.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KINDS = ("line", "bars", "points", "image")
# A plot takes a tenth of it. Whoever paints noise gets it at half the resolution, or a quarter.
MOST_BYTES = 256 << 10
MOST_PIXELS = 1 << 20
MOST_PICTURES, MOST_AXES, MOST_MARKS, MOST_TEXTS = 8, 64, 200, 50
LONGEST_TEXT = 200
Pixels = np.ndarray[Any, np.dtype[np.uint32]]


class Malformed(Exception):
    """What was told is no description of figures."""


@dataclass(frozen=True)
class Axes:
    """One panel of a figure, in the words of its author."""

    title: str
    xlabel: str
    ylabel: str
    legend: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Mark:
    """Something drawn: a line or points (n, 2), bars (n,), an image (h, w) or (h, w, 3). Without values: too large."""

    kind: str
    axes: int
    label: str
    values: torch.Tensor | None


@dataclass(frozen=True)
class Picture:
    """One figure: what it says that it shows, and how it looks."""

    title: str
    axes: tuple[Axes, ...]
    marks: tuple[Mark, ...]
    png: bytes | None  # None for a figure that nobody looks at


def read_pictures(told: Any) -> tuple[Picture, ...]:
    """Raises Malformed."""
    try:
        return tuple(_picture(each) for each in _list(told, MOST_PICTURES))
    except KeyError as error:
        raise Malformed from error


def png(pixels: Pixels) -> bytes:
    """Of pixels whose four bytes are red, green, blue and opacity; coarser when it would be too large."""
    while len(written := _png(pixels)) > MOST_BYTES:
        pixels = np.ascontiguousarray(pixels[::2, ::2])
    return written


def _png(pixels: Pixels) -> bytes:
    height, width = pixels.shape
    rows = np.zeros((height, 1 + 4 * width), np.uint8)  # each row begins with its filter: none
    rows[:, 1:] = pixels.view(np.uint8).reshape(height, 4 * width)
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)  # eight bits each of red, green, blue, opacity
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes())), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _picture(told: Any) -> Picture:
    told = _dict(told)
    axes = tuple(map(_axes, _list(told["axes"], MOST_AXES)))
    marks = tuple(_mark(each, len(axes)) for each in _list(told["marks"], MOST_MARKS))
    seen = None if told["pixels"] is None else png(_pixels(told["pixels"]))
    return Picture(_text(told["title"]), axes, marks, seen)


def _axes(told: Any) -> Axes:
    told = _dict(told)
    legend = tuple(map(_text, _list(told["legend"], MOST_TEXTS)))
    return Axes(_text(told["title"]), _text(told["xlabel"]), _text(told["ylabel"]), legend)


def _mark(told: Any, axes: int) -> Mark:
    told = _dict(told)
    kind, place, values = told["kind"], told["axes"], told["values"]
    if kind not in KINDS or type(place) is not int or not 0 <= place < axes:
        raise Malformed
    return Mark(kind, place, _text(told["label"]), None if values is None else _values(kind, values))


def _values(kind: str, told: Any) -> torch.Tensor:
    if type(told) is not np.ndarray or told.dtype != np.float64:
        raise Malformed
    fits = {
        "bars": told.ndim == 1,
        "image": told.ndim in {2, 3},
        "line": told.ndim == 2 and told.shape[1] == 2,  # noqa: PLR2004  x and y
        "points": told.ndim == 2 and told.shape[1] == 2,  # noqa: PLR2004
    }
    if not fits[kind]:
        raise Malformed
    return torch.from_numpy(told)


def _pixels(told: Any) -> Pixels:
    flat = type(told) is np.ndarray and told.dtype == np.uint32 and told.ndim == 2  # noqa: PLR2004
    if not flat or not 0 < told.size <= MOST_PIXELS:
        raise Malformed
    return np.ascontiguousarray(told)


def _dict(told: Any) -> dict[Any, Any]:
    if type(told) is not dict:
        raise Malformed
    return told


def _list(told: Any, most: int) -> list[Any]:
    if type(told) is not list or len(told) > most:
        raise Malformed
    return told


def _text(told: Any) -> str:
    if type(told) is not str:
        raise Malformed
    return told[:LONGEST_TEXT]
