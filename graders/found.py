"""What a file that was run whole leaves behind: the numbers under its names, and those that it printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import torch

from graders.results import Finding, StudentFault, Verdict
from graders.tolerances import tolerance_for

MOST_NUMBERS = 200_000
MOST_GUESSES = 3
NEIGHBOURHOOD = 10  # allowances around what is right
PLAIN_NUMBERS = (bool, int, float)
# Not inside a word or another number: neither the 1 of `x1` nor the 2 of `1.2.3` is a number that was printed.
_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|nan|inf)(?![\w]|\.\d)")


@dataclass(frozen=True)
class Found:
    """`values` are by name: `w`, the gradient `w.grad`, what an object holds as `model.w` or `model.linear.weight`.

    All of it is the word of the student's process: good for what is graded as handed in, and told as weaker evidence.
    `stopped`: a script that raised before its end.
    """

    values: dict[str, Any] = field(default_factory=dict)
    printed: str = ""
    stopped: bool = False

    @classmethod
    def told(cls, answer: Any, printed: str, *, stopped: bool = False) -> Found:
        """Of the process's answer only what is numbers."""
        kept = {name: value for name, value in answer.items() if type(name) is str and numbers_of(value) is not None}
        return cls(kept, printed, stopped)

    @cached_property
    def numbers(self) -> dict[str, torch.Tensor]:
        """The values as float64 tensors."""
        return {name: found for name, value in self.values.items() if (found := numbers_of(value)) is not None}

    @cached_property
    def in_print(self) -> torch.Tensor:
        """Every number that was printed, in order: float64 of shape (n,)."""
        return numbers_in(self.printed)

    def of(self, *names: str) -> torch.Tensor:
        """The first of these names that has numbers, whatever case it is written in. Raises StudentFault MISSING."""
        by_name = {name.lower(): numbers for name, numbers in reversed(self.numbers.items())}
        for name in names:
            if name.lower() in by_name:
                return by_name[name.lower()]
        facts = {"names": list(names), "defined": list(self.values)}
        raise StudentFault(Verdict.MISSING, Finding(code="none_of_names", facts=facts))

    def has(self, name: str) -> bool:
        """Whether `of` would find it."""
        return any(name.lower() == each.lower() for each in self.numbers)

    def shaped(self, *shape: int) -> list[torch.Tensor]:
        """Every tensor of this shape."""
        tensors = (numbers_of(value) for value in self.values.values() if isinstance(value, torch.Tensor))
        return [tensor for tensor in tensors if tensor is not None and list(tensor.shape) == list(shape)]

    def ending(self, ending: str) -> list[torch.Tensor]:
        """What stands under names with this ending: `.grad`, `.weight`."""
        return [numbers for name, numbers in self.numbers.items() if name.endswith(ending)]

    def times(self, right: Any, *, rtol: float = 1e-4, atol: float = 1e-5) -> int:
        """How often these numbers stand there: once for each name that holds them and each place in print.

        Whoever prints all that there is around the right number has not said it.
        """
        wanted = torch.as_tensor(right, dtype=torch.float64)
        allowed = atol + rtol * wanted.abs()
        flat, room = wanted.flatten(), allowed.flatten()
        names = sum(_near(numbers, wanted, allowed) for numbers in self.numbers.values())
        return names + (0 if is_grid(self.in_print, flat, room) else sum(_places(self.in_print, flat, room)))

    def says(self, right: Any, *, rtol: float = 1e-4, atol: float = 1e-5) -> bool:
        """Whether the numbers stand there at all: printed, or under some name."""
        return self.times(right, rtol=rtol, atol=atol) > 0


def numbers_of(value: Any) -> torch.Tensor | None:
    """Numbers of any type and nesting as float64; None for what is none."""
    # Numbers of Python all at once: each by itself, a list of a hundred thousand would take seconds.
    plain = isinstance(value, (list, tuple)) and bool(value) and all(type(item) in PLAIN_NUMBERS for item in value)
    if isinstance(value, (list, tuple)) and not plain:
        parts = [numbers_of(item) for item in value]
        fit = [part for part in parts if part is not None]
        return torch.stack(fit) if fit and len(fit) == len(parts) and len({part.shape for part in fit}) == 1 else None
    if isinstance(value, (str, bytes, dict, set, type(None))):
        return None
    try:
        exact = plain or type(value) in PLAIN_NUMBERS
        tensor = torch.as_tensor(value, dtype=torch.float64 if exact else None)
    except (TypeError, ValueError, RuntimeError):
        return None
    return None if tensor.is_complex() else tensor.detach().to(torch.float64)


def numbers_in(text: str) -> torch.Tensor:
    """Every number of a text, also those of a tensor's or an array's own way to print."""
    found = []
    for match in _NUMBER.finditer(text):
        found.append(float(match.group()))
        if len(found) == MOST_NUMBERS:
            break
    return torch.tensor(found, dtype=torch.float64)


def same_shape(found: torch.Tensor, wanted: torch.Tensor) -> bool:
    """But for axes of length 1: a loss may be 0.25, [0.25] or [[0.25]]."""
    return [size for size in found.shape if size != 1] == [size for size in wanted.shape if size != 1]


def is_grid(found: torch.Tensor, wanted: torch.Tensor, allowed: torch.Tensor) -> bool:
    """Whether the right numbers are met by printing all that there are around them, on both sides.

    Losses that come near the right one from above, epoch by epoch, are no such guesses.
    """
    if found.numel() < wanted.numel() or not bool((allowed > 0).all()):
        return False
    off = (found.unfold(0, wanted.numel(), 1) - wanted) / allowed
    near = off[(off.abs() <= NEIGHBOURHOOD).all(dim=1)]
    both = bool((near > 1).any()) and bool((near < -1).any())
    return both and len(set(map(tuple, near.round().tolist()))) > MOST_GUESSES


def _near(found: torch.Tensor, wanted: torch.Tensor, allowed: torch.Tensor) -> bool:
    return same_shape(found, wanted) and bool(((found.reshape(wanted.shape) - wanted).abs() <= allowed).all())


def _places(found: torch.Tensor, wanted: torch.Tensor, allowed: torch.Tensor) -> Iterator[bool]:
    if found.numel() >= wanted.numel():
        yield from ((found.unfold(0, wanted.numel(), 1) - wanted).abs() <= allowed).all(dim=1).tolist()


def default_allowance(right: torch.Tensor) -> torch.Tensor:
    """Files print and compute in float32."""
    table = tolerance_for(torch.float32)
    return table.atol + table.rtol * right.abs()
