"""What a detector looks at: the values that a check compared, as numbers, with the calls that they came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import torch

from graders.compare import is_data, shown
from graders.line import Asked, Compared

Array = np.ndarray[Any, np.dtype[Any]]
FEW_NUMBERS = 3
MOST_NUMBERS = 100_000
# The student may have computed the same in another order of operations.
RELATIVE, ABSOLUTE = 1e-4, 1e-6


class Sample(NamedTuple):
    """One compared value: what came, what is right, and the call. `where` is the part of the result that it is."""

    got: Array
    want: Array
    asked: Asked | None
    where: str

    @property
    def wrong(self) -> bool:
        return not close(self.got, self.want)

    @property
    def arguments(self) -> tuple[Any, ...]:
        return tuple(self.asked.fields.get("args", ())) if self.asked and self.asked.op == "call" else ()

    @property
    def sizes(self) -> list[int]:
        """The sizes of the inputs, and how many numbers each holds: what a mean divides by."""
        tensors = [value for value in self.arguments if isinstance(value, torch.Tensor)]
        return sorted({size for tensor in tensors for size in (*tensor.shape, tensor.numel()) if size > 1})


def samples(compared: Iterable[Compared], function: str, subject: str, where: str) -> list[Sample]:
    """What was compared of this function in this place, as far as it is finite real numbers."""
    found = (sample(each, where) for each in compared if (each.function, each.subject) == (function, subject))
    return [each for each in found if each is not None]


def sample(compared: Compared, where: str) -> Sample | None:
    got, want = (numbers(part(value, where)) for value in (compared.got, compared.want))
    return None if got is None or want is None else Sample(got, want, compared.asked, where)


def part(value: Any, where: str) -> Any:
    """The part of nested lists and dicts that a finding names; None when there is none of that name."""
    return next((leaf for name, leaf in _leaves(value, "") if name == where), None)


def _leaves(value: Any, where: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{where}[{shown(key)}]")
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _leaves(item, f"{where}[{index}]")
    else:
        yield where, value


def numbers(value: Any) -> Array | None:
    """As float64; None for what is no number, not finite, or so much that looking at it would take long."""
    if isinstance(value, (bool, np.bool_)) or value is None or not is_data(value):
        return None
    if isinstance(value, torch.Tensor):
        if value.dtype.is_complex or value.dtype is torch.bool or value.numel() > MOST_NUMBERS:
            return None
        value = value.detach().to("cpu", torch.float64).numpy()
    if not isinstance(value, (int, float, np.ndarray, np.generic)) or np.size(value) > MOST_NUMBERS:
        return None
    found = np.asarray(value)
    if found.dtype.kind not in "fiu":
        return None
    found = found.astype(np.float64)
    return found if bool(np.isfinite(found).all()) else None


def close(one: Array, other: Array) -> bool:
    """The same numbers for the purpose of recognising; the scale of the whole counts, as tiny parts are rounding."""
    if one.shape != other.shape or not (np.isfinite(one).all() and np.isfinite(other).all()):
        return False
    scale = float(np.abs(other).max(initial=0.0))
    return bool((np.abs(one - other) <= RELATIVE * np.abs(other) + ABSOLUTE * scale).all())


def informative(found: list[Sample]) -> bool:
    """Whether there are numbers enough to know a formula by: three different ones, or those of several calls."""
    wrong = [each for each in found if each.wrong]
    different = {float(number) for each in wrong for number in each.got.flat if number != 0}
    return len(different) >= FEW_NUMBERS or (len(wrong) > 1 and len(different) > 1)
