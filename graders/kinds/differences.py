"""A gradient that the student wrote by hand, against central differences of the reference's function in float64.

The reference holds no derivative that could share the author's error: only the function itself, which is easy to get
right. Four points and steps of a thousandth leave an error near 1e-10 of smooth functions, so the allowance of float32
stands for float64 too. Inputs on a kink (ReLU at 0) have no such derivative: draw none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch

from graders.draw import Draw
from graders.kinds.functions import Allowance, CheckFunction, copied, drawn_calls
from graders.results import LabFault
from graders.student import Student

STEP = 1e-3
MOST_ELEMENTS = 4096  # each costs four calls of the reference
FOR_DOUBLES = Allowance(1e-5, 1e-5, "differences are no exact derivative, so float64 gets the room of float32")


def finite_differences(
    function: str,
    of: str,
    draw: Callable[[Draw], Any],
    by: Sequence[int] | None,
    allowance: Allowance,
) -> CheckFunction:
    """`by` are the places of the arguments that are varied; all of type float without it."""

    def check(student: Student, solution: Any, drawing: Draw) -> None:
        for arguments in drawn_calls(draw(drawing)):
            wanted = tuple(slopes(getattr(solution, of), arguments, index) for index in _varied(arguments, by))
            allowed = _allowed(wanted, allowance)._asdict()
            student.call(function, *arguments).close_to(wanted if len(wanted) > 1 else wanted[0], **allowed)

    return check


def slopes(function: Callable[..., Any], arguments: tuple[Any, ...], index: int) -> Any:
    """The derivative of the sum of the outputs by each element of one argument, in that argument's shape and type."""
    varied = arguments[index]
    at = torch.as_tensor(varied, dtype=torch.float64)
    if at.numel() > MOST_ELEMENTS:
        raise LabFault(f"finite_differences varies {at.numel()} numbers one by one; draw at most {MOST_ELEMENTS}")
    with _all_in_float64():
        each = [_slope(function, arguments, index, number) for number in range(at.numel())]
    found = torch.stack(each).reshape(at.shape)
    return found.to(varied.dtype) if isinstance(varied, torch.Tensor) else float(found)


@contextmanager
def _all_in_float64() -> Iterator[None]:
    """What a reference makes of a number of Python would else be float32, whose rounding drowns the differences."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def _slope(function: Callable[..., Any], arguments: tuple[Any, ...], index: int, number: int) -> torch.Tensor:
    at = torch.as_tensor(arguments[index], dtype=torch.float64)
    step = STEP * max(1.0, abs(float(at.flatten()[number])))

    def shifted(steps: int) -> torch.Tensor:
        moved = at.clone()
        moved.view(-1)[number] += steps * step
        values: list[Any] = [_double(argument) for argument in copied(arguments)]
        values[index] = moved if isinstance(arguments[index], torch.Tensor) else float(moved)
        return torch.as_tensor(function(*values), dtype=torch.float64)

    # Differences before the sum: what does not depend on this number cancels to the last bit.
    near, far = (shifted(1) - shifted(-1)).sum(), (shifted(2) - shifted(-2)).sum()
    return (8 * near - far) / (12 * step)


def _varied(arguments: tuple[Any, ...], by: Sequence[int] | None) -> list[int]:
    floats = [index for index, argument in enumerate(arguments) if _is_float(argument)]
    if by is None and floats:
        return floats
    if not by or not set(by) <= set(floats):
        raise LabFault(f"finite_differences can vary the arguments {floats} of this draw; name some of them in by=")
    return list(by)


def _allowed(wanted: tuple[Any, ...], allowance: Allowance) -> Allowance:
    doubles = any(isinstance(slope, torch.Tensor) and slope.dtype is torch.float64 for slope in wanted)
    return FOR_DOUBLES if allowance == Allowance() and doubles else allowance


def _double(argument: Any) -> Any:
    return argument.double() if isinstance(argument, torch.Tensor) and argument.is_floating_point() else argument


def _is_float(argument: Any) -> bool:
    return isinstance(argument, float) or (isinstance(argument, torch.Tensor) and argument.is_floating_point())
