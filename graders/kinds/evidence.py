"""Check kinds for files that were run whole, as handed in: named globals, printed numbers, functions by what they do.

Weaker evidence than a call on inputs of ours: a file can say a number that it never computed.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

import torch

from graders.draw import Draw
from graders.found import MOST_GUESSES, Found, default_allowance, is_grid, numbers_in, numbers_of, same_shape
from graders.kinds.functions import CheckFunction, copied, drawn_calls
from graders.line import Mismatch
from graders.results import Finding, LabFault, StudentFault, Verdict
from graders.student import Student

Which = Literal["any", "first", "last"]

MOST_SHOWN = 8


@dataclass(frozen=True)
class Right:
    """What is right: `near`, as the author writes it, or the value of this name in the solution; and how near it is."""

    near: Any
    reference: str | None
    within: float | None

    def __post_init__(self) -> None:
        if (self.near is None) == (self.reference is None):
            raise LabFault('say what is right by one of near=0.25 and reference="a_name_in_solution_py"')
        if self.within is not None and not self.within >= 0:
            raise LabFault(f"within={self.within!r} is no distance; write within=0.001, for example")

    def of(self, solution: Any) -> torch.Tensor:
        """The numbers. Raises LabFault when there are none or one is not finite."""
        value = self.near
        if self.reference is not None:
            value = getattr(solution, self.reference)
            value = value() if callable(value) and not isinstance(value, torch.Tensor) else value
        numbers = numbers_of(value)
        if numbers is None or not numbers.numel() or not bool(torch.isfinite(numbers).all()):
            raise LabFault(
                f"{self.reference or 'near'} is {value!r:.80}; what is right must be one or more finite numbers"
            )
        return numbers

    def allowed(self, right: torch.Tensor) -> torch.Tensor:
        """For each number how far off it may be. Files print and compute in float32."""
        return default_allowance(right) if self.within is None else torch.full_like(right, self.within)


def named(names: Sequence[str], right: Right) -> CheckFunction:
    """The first of these globals that the file has holds these numbers, whatever their type."""
    if not names:
        raise LabFault('q.named needs the names to look for, such as q.named("loss", "final_loss", ...)')

    def check(student: Student, solution: Any, _draw: Draw) -> None:
        student.run()
        wanted = right.of(solution)
        name, value = _first_of(student, names)
        found = numbers_of(value)
        facts: dict[str, Any] = {"name": name, "want_count": wanted.numel(), "want": _shown(wanted)}
        if found is None:
            raise student.fails(Finding(code="not_numbers", facts={"name": name, "type": type(value).__name__}), value)
        facts |= {"count": found.numel(), "got": _shown(found), "within": float(right.allowed(wanted).max())}
        same = same_shape(found, wanted)
        if not same or not bool(((found.reshape(wanted.shape) - wanted).abs() <= right.allowed(wanted)).all()):
            raise student.fails(Finding(code="named", facts=facts), value)

    return check


def printed(right: Right, which: Which) -> CheckFunction:
    """These numbers stand, in this order and with no other between them, in what the file printed."""
    if right.within is None:
        raise LabFault("q.printed needs within=..., since how many digits are printed is the student's choice")

    def check(student: Student, solution: Any, _draw: Draw) -> None:
        wanted = right.of(solution).flatten()
        found = numbers_in(student.run())
        if which == "any" and is_grid(found, wanted, right.allowed(wanted)):
            raise student.fails(Finding(code="guesses", facts={"most": MOST_GUESSES}), found)
        if not _stands(found, wanted, right.allowed(wanted), which):
            facts = {"count": found.numel(), "which": which, "want_count": wanted.numel(), "want": _shown(wanted)}
            raise student.fails(Finding(code="not_printed", facts=facts | {"within": right.within}), found)

    return check


@dataclass(frozen=True)
class Left:
    """What has to hold of what a file leaves behind and prints; where `given`, with numbers of ours for its own.

    `tells` is the number that is at stake, as this hand-in has it: by it a known mistake is recognised.
    """

    what: str
    holds: Callable[..., Any]
    given: Callable[[Draw], dict[str, Any]] | None = None
    tells: Callable[[Found], Any] | None = None

    def __call__(self, student: Student, solution: Any, drawing: Draw) -> None:
        student.run()
        values = self.given(drawing) if self.given else {}
        found = (student.given(values) if values else student).found()
        if not self.holds(found, solution, **values):
            facts = {"what": self.what, "given": sorted(values), "stopped": found.stopped}
            raise student.fails(Finding(code="not_left", facts=facts), self._told(found))

    def _told(self, found: Found) -> Any:
        try:
            return self.tells(found) if self.tells else None
        except StudentFault:  # it has no such number
            return None


def behaves(reference: str, draw: Callable[[Draw], Any]) -> CheckFunction:
    """Some function of the file, whatever its name, returns what the reference's one returns on drawn arguments."""

    def check(student: Student, solution: Any, drawing: Draw) -> None:
        student.run()
        calls = drawn_calls(draw(drawing))
        wanted = [getattr(solution, reference)(*copied(arguments)) for arguments in calls]
        candidates = _candidates(student.source, reference, {len(arguments) for arguments in calls})
        if not candidates:
            counts = sorted({len(arguments) for arguments in calls})
            facts = {"reference": reference, "arguments": counts, "candidates": []}
            raise StudentFault(Verdict.MISSING, Finding(code="no_match", facts=facts))
        failures: list[StudentFault] = []
        for name in candidates:
            failure = _failure(student, name, calls, wanted)
            if failure is None:
                return
            failures.append(failure)
        # With one candidate, or one of the right name, how it fails says more than that it does.
        if len(candidates) == 1 or candidates[0] == reference:
            raise failures[0]
        raise student.fails(Finding(code="no_match", facts={"reference": reference, "candidates": candidates}))

    return check


def _first_of(student: Student, names: Sequence[str]) -> tuple[str, Any]:
    """Raises what the first name's absence is told by when the file has none of them."""
    absent: list[StudentFault] = []
    for name in names:
        try:
            return name, student.name(name).value
        except Mismatch:
            raise
        except StudentFault as fault:
            if fault.verdict not in (Verdict.MISSING, Verdict.CRASH):
                raise
            absent.append(fault)
    first = absent[0]
    if first.verdict is Verdict.CRASH or len(names) == 1:
        raise first
    facts = {"names": list(names), "defined": first.finding.facts["defined"]}
    raise StudentFault(Verdict.MISSING, Finding(code="none_of_names", facts=facts))


def _stands(found: torch.Tensor, wanted: torch.Tensor, allowed: torch.Tensor, which: Which) -> bool:
    if found.numel() < wanted.numel():
        return False
    windows = found.unfold(0, wanted.numel(), 1)
    if which != "any":
        windows = windows[:1] if which == "first" else windows[-1:]
    return bool(((windows - wanted).abs() <= allowed).all(dim=1).any())


def _candidates(source: str, reference: str, counts: set[int]) -> list[str]:
    """Of the functions of the file that can be called so, as many as may be guessed with.

    First the one of the right name, then those of names like it, then the last ones: a later attempt is a better one.
    """
    found = [name for name, node in _functions(source) if all(_takes(node.args, count) for count in counts)]
    named = dict.fromkeys(reversed(found))
    alike = [name for name in (reference, *get_close_matches(reference, named)) if name in named]
    return list(dict.fromkeys([*alike, *named]))[:MOST_GUESSES]


def _functions(source: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node


def _takes(arguments: ast.arguments, count: int) -> bool:
    positional = len(arguments.posonlyargs) + len(arguments.args)
    needed = positional - len(arguments.defaults)
    keywords_needed = any(default is None for default in arguments.kw_defaults)
    most = math.inf if arguments.vararg else positional
    return needed <= count <= most and not keywords_needed


def _failure(student: Student, name: str, calls: Sequence[Any], wanted: Sequence[Any]) -> StudentFault | None:
    try:
        for arguments, right in zip(calls, wanted, strict=True):
            student.call(name, *arguments).close_to(right)
    except StudentFault as fault:
        student.revive()
        return fault
    return None


def _shown(numbers: torch.Tensor) -> list[float]:
    return [float(number) for number in numbers.flatten()[:MOST_SHOWN]]
