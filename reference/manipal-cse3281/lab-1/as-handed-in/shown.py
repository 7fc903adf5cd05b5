"""What one run of a script shows: arrays and single numbers, named or printed, and how exactly they are known."""

import math
import re
from dataclasses import dataclass
from functools import cached_property

import torch

from graders.found import Found, numbers_of

MOST_ARRAYS = 150  # of each: named ones and printed ones
DEEPEST = 6
_SIZE = re.compile(r"torch\.Size\(\[([\d, ]*)\]\)")
_TUPLE = re.compile(r"\((\d+(?:, ?\d+)*,?)\)")
_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|nan|inf)(?![\w]|\.\d)")
_TOKEN = re.compile(r"\[|\]|True|False|[-+]?(?:nan|inf|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_INSIDE = re.compile(r"[\s,\[\]\d.eE+\-]|True|False|nan|inf")


@dataclass(frozen=True, eq=False)
class Shown:
    """Numbers in their shape; each may be off by as much as its rounding hides. `slot` says where they stand.

    `kind` is "tensor", "array" (of NumPy) or "list"; `label` is what stands before a printed number on its line.
    """

    numbers: torch.Tensor
    off: torch.Tensor
    slot: tuple
    kind: str = ""
    label: str = ""

    @property
    def shape(self):
        return tuple(self.numbers.shape)

    @property
    def bare(self):
        """The shape without its dimensions of length 1."""
        return tuple(size for size in self.shape if size != 1)

    def shows(self, right, room=0.0):
        """Whether these are the right numbers, in their order, whatever the shape; `room` is the right ones' own."""
        if right.numel() != self.numbers.numel():
            return False
        own = self.off.flatten() + torch.as_tensor(room, dtype=torch.float64).expand(right.shape).flatten()
        return bool(((self.numbers.flatten() - right.flatten()).abs() <= own + 1e-9).all())

    def same_as(self, other):
        return self.shows(other.numbers, other.off)


class Shows:
    """All that a run shows: `arrays` of two numbers and more, `singles`, and `shapes` that are printed or named."""

    def __init__(self, found: Found):
        self.found = found
        named, printed = list(_named(found)), _Print(found.printed)
        several = [one for one in named if one.numbers.numel() > 1]
        self.arrays = [*several[:MOST_ARRAYS], *printed.arrays[:MOST_ARRAYS]]
        self.singles = [*(one for one in named if one.numbers.numel() == 1), *printed.singles]
        self.printed_shapes = {*printed.shapes, *(one.shape for one in printed.arrays)}
        self.told_shapes = {*printed.shapes, *_shapes_named(found)}

    @cached_property
    def shapes(self):
        return self.told_shapes | {one.shape for one in self.arrays}

    def shaped(self, *bares):
        return [one for one in self.arrays if one.bare in bares]


def _named(found):
    for name, value in found.values.items():
        numbers = numbers_of(value)
        if numbers is not None and numbers.numel():
            exact = 1e-6 + 1e-5 * numbers.abs()
            yield Shown(numbers, exact, ("name", name), _kind_of(value))


def _kind_of(value):
    if isinstance(value, torch.Tensor):
        return "tensor"
    return "list" if isinstance(value, list | tuple) else "array" if hasattr(value, "dtype") else ""


def _shapes_named(found):
    for value in found.values.values():
        if isinstance(value, list | tuple) and value and all(type(size) is int for size in value):
            yield tuple(value)


class _Print:
    """A text, taken apart: first shapes, then what stands in brackets, then the numbers that are left."""

    def __init__(self, text):
        sizes = [match.group(1) for match in _SIZE.finditer(text)]
        self.shapes = [tuple(map(int, re.findall(r"\d+", size))) for size in sizes]
        self._text = _SIZE.sub(lambda match: " " * len(match.group()), text)
        self.shapes += [tuple(map(int, re.findall(r"\d+", match.group(1)))) for match in _TUPLE.finditer(self._text)]
        self.arrays = self._arrays()
        self.shapes += [_whole(one) for one in self.arrays if one.kind == "list" and _whole(one)]
        self.singles = [
            Shown(*_read([match.group()], ()), ("print", at), label=_before(self._text, match.start()))
            for at, match in enumerate(_NUMBER.finditer(self._text))
        ]

    def _arrays(self):
        """Also blanks them out, and the index of `x[1, 2]` in a text, which is no list."""
        found, kept, at, text = [], [], 0, self._text
        while at < len(text):
            begin = text.find("[", at)
            if begin < 0:
                break
            end = _end_of(text, begin)
            kept.append(text[at:begin])
            if end is None:
                kept.append(" ")
                at = begin + 1
                continue
            label = begin > 0 and (text[begin - 1].isalnum() or text[begin - 1] in "_]")
            numbers = None if label else _nested(text[begin:end])
            if numbers is not None and numbers[0].numel() == 1:  # tensor([0.5]) is a single number
                kept.append(text[begin:end].replace("[", " ").replace("]", " "))
            else:
                kept.append(" " * (end - begin))
                if numbers is not None and len(found) < MOST_ARRAYS:
                    found.append(Shown(*numbers, ("print", len(found)), _style(text, begin, end)))
            at = end
        self._text = "".join([*kept, text[at:]])
        return found


def _end_of(text, begin):
    """Behind the bracket that closes this one; None where something else than numbers stands between."""
    depth, at = 0, begin
    while at < len(text):
        inside = _INSIDE.match(text, at)
        if inside is None:
            return None
        depth += {"[": 1, "]": -1}.get(inside.group(), 0)
        at = inside.end()
        if depth == 0:
            return at
        if depth > DEEPEST:
            return None
    return None


def _nested(text):
    """Numbers and how far off they may be, in the shape of the brackets; None where there is no such shape."""
    tokens, sizes, counts, leaves = _TOKEN.findall(text), {}, [], []
    for token in tokens:
        if token == "[":
            counts.append(0)
        elif token == "]":
            size = counts.pop()
            if sizes.setdefault(len(counts), size) != size:
                return None
            if counts:
                counts[-1] += 1
        else:
            counts[-1] += 1
            leaves.append(token)
    shape = tuple(sizes[depth] for depth in sorted(sizes))
    return _read(leaves, shape) if leaves and math.prod(shape) == len(leaves) else None


def _read(tokens, shape):
    numbers = torch.tensor([_value(token) for token in tokens], dtype=torch.float64).reshape(shape)
    return numbers, torch.tensor([_rounding(token) for token in tokens], dtype=torch.float64).reshape(shape)


def _value(token):
    return float({"True": "1", "False": "0"}.get(token, token))


def _rounding(token):
    """Half of the last digit, as far as people round: `0.5` of NumPy is exact, and so is `2.` of PyTorch."""
    mantissa, _, exponent = token.lower().partition("e")
    digits = len(mantissa.partition(".")[2])
    if not digits or "n" in token:
        return 1e-6 * (1 + abs(_value(token))) if "n" not in token else 0.0
    return min(0.5 * 10.0**-digits, 0.005) * 10.0 ** max(min(int(exponent or 0), 30), -30) * 1.01


def _style(text, begin, end):
    before = text[max(begin - 7, 0) : begin]
    if before.endswith("tensor("):
        return "tensor"
    return "array" if before.endswith("array(") or "," not in text[begin:end] else "list"


def _whole(one):
    """The sizes that `list(x.shape)` shows."""
    return tuple(map(int, one.numbers.tolist())) if one.numbers.dim() == 1 and one.numbers.numel() <= DEEPEST else ()


def _before(text, at):
    return text[text.rfind("\n", 0, at) + 1 : at].lower()
