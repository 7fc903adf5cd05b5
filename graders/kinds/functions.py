"""The check kinds about functions: values and gradients on drawn arguments, against the reference's function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import torch

from graders.draw import Draw
from graders.results import LabFault
from graders.student import Student

CheckFunction = Callable[[Student, Any, Draw], None]


class Allowance(NamedTuple):
    """A tolerance of the check's own, with its reason; the table's when nothing is set."""

    rtol: float | None = None
    atol: float | None = None
    because: str = ""


def value(function: str, draw: Callable[[Draw], Any], reference: str, allowance: Allowance) -> CheckFunction:
    def check(student: Student, solution: Any, drawing: Draw) -> None:
        for arguments in drawn_calls(draw(drawing)):
            wanted = getattr(solution, reference)(*copied(arguments))
            student.call(function, *arguments).close_to(wanted, **allowance._asdict())

    return check


def gradient(function: str, draw: Callable[[Draw], Any], reference: str, allowance: Allowance) -> CheckFunction:
    def check(student: Student, solution: Any, drawing: Draw) -> None:
        for arguments in drawn_calls(draw(drawing)):
            leaves = as_leaves(arguments)
            output = getattr(solution, reference)(*leaves)
            # Ones would hide a function whose outputs are summed or exchanged: each output gets its own weight.
            weights = drawing.normal(output.shape, dtype=output.dtype)
            tracked = [x for x in leaves if _is_leaf(x)]
            wanted = torch.autograd.grad((output * weights).sum(), tracked, materialize_grads=True)
            answer = student.gradients(function, *arguments, weights=weights)
            answer.output.close_to(output, **allowance._asdict())
            for index, slope in zip(_leaf_numbers(leaves), wanted, strict=True):
                answer.of_input(index).close_to(slope, **allowance._asdict())

    return check


def drawn_calls(drawn: Any) -> list[tuple[Any, ...]]:
    """What a draw function gives: the arguments of one call as a tuple, or a list of such tuples."""
    calls = drawn if isinstance(drawn, list) else [drawn]
    if not calls or not all(isinstance(call, tuple) for call in calls):
        raise LabFault("draw must return the arguments as a tuple, such as (x,), or a list of tuples for several calls")
    return calls


def copied(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Fresh tensors: a reference that works in place must not change what the student receives."""
    return tuple(x.clone() if isinstance(x, torch.Tensor) else x for x in arguments)


def as_leaves(arguments: tuple[Any, ...]) -> list[Any]:
    floats = (isinstance(x, torch.Tensor) and x.dtype.is_floating_point for x in arguments)
    return [x.detach().clone().requires_grad_() if tracked else x for x, tracked in zip(arguments, floats, strict=True)]


def _is_leaf(argument: Any) -> bool:
    return isinstance(argument, torch.Tensor) and argument.requires_grad


def _leaf_numbers(arguments: list[Any]) -> list[int]:
    return [index for index, argument in enumerate(arguments) if _is_leaf(argument)]
