"""Names the mistake: which of the lab's known wrong solutions gives the student's very numbers, at the same place?

It says nothing rather than guess. Two mistakes with different hints, numbers that many mistakes share (zeros, truth
values), or a mistake that lies nearly as close to the right answer as to the student's: no hint.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from graders.compare import compare, is_data
from graders.draw import Draw
from graders.results import LabFault, StudentFault
from graders.student import Mismatch, Session, Student
from graders.tolerances import Tolerance

if TYPE_CHECKING:
    from graders.language import Check

# Each file is laid over the ones before it.
Files = list[tuple[str, bytes]]
MakeLocal = Callable[[Files], Session]
MOST_RUNS_KEPT = 2000
# A wrong answer this few allowances away from the right one could be nearly anybody's rounding.
CLEARLY_WRONG = 10
# The student may have computed the same mistake in another order of operations.
SAME_NUMBERS = Tolerance(1e-4, 1e-6)


@dataclass(frozen=True)
class Mistake:
    """A known wrong solution: only what differs, to be laid over the solution; the hint for who made it."""

    file: str
    hint: str
    source: bytes
    exercise: str


@dataclass
class Runs:
    """What each mistake gave at each check with each seed: None where it passed or gave no value to compare."""

    kept: dict[tuple[str, str, str, bytes], Mismatch | None] = field(default_factory=dict)

    def keep(self, key: tuple[str, str, str, bytes], failure: Mismatch | None) -> None:
        if len(self.kept) >= MOST_RUNS_KEPT:
            self.kept.pop(next(iter(self.kept)))
        self.kept[key] = failure


@dataclass(frozen=True)
class Diagnosis:
    """The means to run a lab's mistakes of one exercise through a failed check again."""

    mistakes: tuple[Mistake, ...]
    solution: bytes
    reference: Any
    make_local: MakeLocal
    runs: Runs

    def name_mistake(self, check: Check, failure: Mismatch, seed: bytes) -> Mistake | None:
        """The mistake that fails the same expectation of this check with the same numbers, when it is the only one."""
        if not check.diagnosed or not _telling(failure):
            return None
        alike = [mistake for mistake in self.mistakes if self._matches(check, mistake, failure, seed)]
        return alike[0] if len({mistake.hint for mistake in alike}) == 1 else None

    def _matches(self, check: Check, mistake: Mistake, failure: Mismatch, seed: bytes) -> bool:
        key = (check.exercise, check.name, mistake.file, seed)
        if key not in self.runs.kept:
            self.runs.keep(key, self._run(check, mistake, seed))
        other = self.runs.kept[key]
        return other is not None and _alike(failure, other)

    def _run(self, check: Check, mistake: Mistake, seed: bytes) -> Mismatch | None:
        files = [("solution.py", self.solution), (mistake.file, mistake.source)]
        try:
            check.function(Student(self.make_local(files)), self.reference, Draw(seed))
        except Mismatch as failure:
            return failure
        except StudentFault:
            return None
        return None


def _telling(failure: Mismatch) -> bool:
    """Whether the wrong value says enough to recognise a mistake by."""
    facts = failure.finding.facts
    allowed, difference = facts.get("allowed"), facts.get("difference")
    if isinstance(allowed, float) and isinstance(difference, float) and difference < CLEARLY_WRONG * allowed:
        return False
    return _informative(failure.got)


def _informative(value: Any) -> bool:
    """Not what many mistakes have in common: nothing, a truth value, zeros, NaN."""
    if isinstance(value, dict):
        return any(map(_informative, value.values()))
    if isinstance(value, (list, tuple, set, frozenset)):
        return any(map(_informative, value))
    if isinstance(value, np.ndarray):
        value = torch.from_numpy(np.array(value))
    if isinstance(value, torch.Tensor):
        return value.dtype is not torch.bool and bool((torch.isfinite(value) & (value != 0)).any())
    if isinstance(value, (bool, np.bool_)) or value is None:
        return False
    return isinstance(value, (str, bytes)) or (is_data(value) and bool(np.isfinite(value)) and value != 0)


def _alike(failure: Mismatch, other: Mismatch) -> bool:
    same_place = failure.ordinal == other.ordinal and failure.finding.code == other.finding.code
    if not same_place or failure.finding.facts.get("where") != other.finding.facts.get("where"):
        return False
    try:
        return compare(failure.got, other.got, SAME_NUMBERS) is None
    except LabFault:
        # The mistake gave NaN or infinity, which is nobody's very number.
        return False
