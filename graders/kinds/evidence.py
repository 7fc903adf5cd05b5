"""Check kinds for files that were run whole, as handed in: named globals, printed numbers, functions by what they do.

Weaker evidence than a call on inputs of ours: a file can say a number that it never computed.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

import torch

from graders.draw import Draw
from graders.kinds.functions import CheckFunction, copied, drawn_calls
from graders.line import Mismatch
from graders.results import Finding, LabFault, StudentFault, Verdict
from graders.student import Student
from graders.tolerances import tolerance_for

Which = Literal["any", "first", "last"]

MOST_NUMBERS = 200_000
MOST_GUESSES = 3
NEIGHBOURHOOD = 10  # allowances around what is right
MOST_SHOWN = 8
PLAIN_NUMBERS = (bool, int, float)
# Not inside a word or another number: neither the 1 of `x1` nor the 2 of `1.2.3` is a number that was printed.
_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|nan|inf)(?![\w]|\.\d)")


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
        table = tolerance_for(torch.float32)
        default = table.atol + table.rtol * right.abs()
        return default if self.within is None else torch.full_like(right, self.within)


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
        same = _same_shape(found, wanted)
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
        if which == "any" and _is_grid(found, wanted, right.allowed(wanted)):
            raise student.fails(Finding(code="guesses", facts={"most": MOST_GUESSES}), found)
        if not _stands(found, wanted, right.allowed(wanted), which):
            facts = {"count": found.numel(), "which": which, "want_count": wanted.numel(), "want": _shown(wanted)}
            raise student.fails(Finding(code="not_printed", facts=facts | {"within": right.within}), found)

    return check


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


def _same_shape(found: torch.Tensor, wanted: torch.Tensor) -> bool:
    """But for axes of length 1: a loss may be 0.25, [0.25] or [[0.25]]."""
    return [size for size in found.shape if size != 1] == [size for size in wanted.shape if size != 1]


def _stands(found: torch.Tensor, wanted: torch.Tensor, allowed: torch.Tensor, which: Which) -> bool:
    if found.numel() < wanted.numel():
        return False
    windows = found.unfold(0, wanted.numel(), 1)
    if which != "any":
        windows = windows[:1] if which == "first" else windows[-1:]
    return bool(((windows - wanted).abs() <= allowed).all(dim=1).any())


def _is_grid(found: torch.Tensor, wanted: torch.Tensor, allowed: torch.Tensor) -> bool:
    """Whether the right numbers are met by printing all that there are around them, on both sides.

    Losses that come near the right one from above, epoch by epoch, are no such guesses.
    """
    if found.numel() < wanted.numel() or not bool((allowed > 0).all()):
        return False
    off = (found.unfold(0, wanted.numel(), 1) - wanted) / allowed
    near = off[(off.abs() <= NEIGHBOURHOOD).all(dim=1)]
    both = bool((near > 1).any()) and bool((near < -1).any())
    return both and len(set(map(tuple, near.round().tolist()))) > MOST_GUESSES


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
