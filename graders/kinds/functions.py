"""The check kinds about functions: what they return on drawn arguments, what autograd finds through them, and more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch

from graders.draw import Draw
from graders.results import Finding, LabFault
from graders.student import Mismatch, Returned, Student

CheckFunction = Callable[[Student, Any, Draw], None]
HALVES = (torch.float16, torch.bfloat16)


class Allowance(NamedTuple):
    """A tolerance of the check's own, with its reason; the table's when nothing is set."""

    rtol: float | None = None
    atol: float | None = None
    because: str = ""


def value(function: str, draw: Callable[[Draw], Any], reference: str, allowance: Allowance) -> CheckFunction:
    def check(student: Student, solution: Any, drawing: Draw) -> None:
        for arguments in drawn_calls(draw(drawing)):
            wanted = expected(getattr(solution, reference), arguments)
            student.call(function, *arguments).close_to(wanted, **allowance._asdict())

    return check


def gradient(function: str, draw: Callable[[Draw], Any], reference: str, allowance: Allowance) -> CheckFunction:
    def check(student: Student, solution: Any, drawing: Draw) -> None:
        for arguments in drawn_calls(draw(drawing)):
            leaves = as_leaves(arguments)
            output = getattr(solution, reference)(*leaves)
            if not isinstance(output, torch.Tensor) or not output.requires_grad:
                raise LabFault(
                    f"the reference's {reference} returns no tensor with a graph; a gradient check needs one"
                )
            # Ones would hide a function whose outputs are summed or exchanged: each output gets its own weight.
            weights = drawing.normal(output.shape, dtype=output.dtype)
            tracked = [x for x in leaves if _is_leaf(x)]
            wanted = torch.autograd.grad((output * weights).sum(), tracked, allow_unused=True)
            answer = student.gradients(function, *arguments, weights=weights)
            answer.output.close_to(output, **allowance._asdict())
            for index, slope in zip(_leaf_numbers(leaves), wanted, strict=True):
                # No path back to an argument that the output does not need says the same as zeros.
                if slope is not None or answer.reaches_input(index):
                    zeros = torch.zeros_like(leaves[index])
                    answer.of_input(index).close_to(zeros if slope is None else slope, **allowance._asdict())

    return check


def property_(function: str, draw: Callable[[Draw], Any], holds: Callable[..., Any], what: str) -> CheckFunction:
    def check(student: Student, _solution: Any, drawing: Draw) -> None:
        for arguments in drawn_calls(draw(drawing)):
            own = copied(arguments)
            student.call(function, *arguments).satisfies(_with(holds, own), what)

    return check


@dataclass(frozen=True)
class Determinism:
    """`argument` is the one by which the function is seeded; without it, the global generators are."""

    function: str
    draw: Callable[[Draw], Any]
    argument: str | None

    def check(self, student: Student, _solution: Any, drawing: Draw) -> None:
        one = drawing.seed()
        other = one + 1 + drawing.integer(0, 1000)
        for arguments in drawn_calls(self.draw(drawing)):
            here, there = student.elsewhere(), student.elsewhere()
            first = self._seeded(here, arguments, one, drawing)
            if not self._seeded(here, arguments, one, drawing).agrees_with(first):
                raise self._fails(student, "not_repeated", process="same")
            if not self._seeded(there, arguments, one, drawing).agrees_with(first):
                raise self._fails(student, "not_repeated", process="other")
            if self._seeded(there, arguments, other, drawing).agrees_with(first):
                raise self._fails(student, "not_random")
            here.leave()
            there.leave()

    def _seeded(self, student: Student, arguments: tuple[Any, ...], seed: int, drawing: Draw) -> Returned:
        if self.argument is None:
            return student.seeded(seed).call(self.function, *arguments)
        # The global generators start elsewhere each time, so that the argument alone can make two calls agree.
        return student.seeded(drawing.seed()).call(self.function, *arguments, **{self.argument: seed})

    def _fails(self, student: Student, code: str, **facts: str) -> Mismatch:
        return student.fails(Finding(code=code, facts={"function": self.function, "argument": self.argument, **facts}))


def expected(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """What the reference gives. With half types it is computed in float64 and rounded once, at the end."""
    plain = function(*copied(arguments))
    if not any(isinstance(x, torch.Tensor) and x.dtype in HALVES for x in arguments):
        return plain
    wide = [x.double() if isinstance(x, torch.Tensor) and x.dtype in HALVES else x for x in copied(arguments)]
    try:
        return _rounded(function(*wide), plain)
    except RuntimeError:
        # A reference with half weights of its own cannot take float64: then its own result has to do.
        return plain


def _rounded(precise: Any, plain: Any) -> Any:
    """The precise numbers in the structure and the types of the plain ones."""
    if isinstance(plain, torch.Tensor) and plain.dtype in HALVES:
        return precise.to(plain.dtype)
    if isinstance(plain, dict):
        return {key: _rounded(precise[key], part) for key, part in plain.items()}
    if isinstance(plain, (list, tuple)):
        return [_rounded(one, part) for one, part in zip(precise, plain, strict=True)]
    return plain


def _with(holds: Callable[..., Any], arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    return lambda got: holds(got, *arguments)


def drawn_calls(drawn: Any) -> list[tuple[Any, ...]]:
    """What a draw function gives: the arguments of one call as a tuple, or a list of such tuples."""
    calls = drawn if isinstance(drawn, list) else [drawn]
    if not calls or not all(isinstance(call, tuple) for call in calls):
        raise LabFault("draw must return the arguments as a tuple, such as (x,), or a list of tuples for several calls")
    return calls


def copied(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Fresh tensors, in lists and dicts too: a reference that works in place must not change what the student gets."""
    return tuple(map(_copied, arguments))


def _copied(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.clone()
    if isinstance(value, dict):
        return {key: _copied(part) for key, part in value.items()}
    if type(value) in {list, tuple}:
        return type(value)(map(_copied, value))
    return value.copy() if isinstance(value, (np.ndarray, set)) else value


def as_leaves(arguments: tuple[Any, ...]) -> list[Any]:
    floats = (isinstance(x, torch.Tensor) and x.dtype.is_floating_point for x in arguments)
    return [x.detach().clone().requires_grad_() if tracked else x for x, tracked in zip(arguments, floats, strict=True)]


def _is_leaf(argument: Any) -> bool:
    return isinstance(argument, torch.Tensor) and argument.requires_grad


def _leaf_numbers(arguments: list[Any]) -> list[int]:
    return [index for index, argument in enumerate(arguments) if _is_leaf(argument)]
