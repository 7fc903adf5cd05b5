"""Names the mistake: which of the lab's known wrong solutions gives the student's very numbers, at the same place?

When a check fails, every known mistake of the exercise walks through the checks that the student walked through, on the
same inputs, in one process of its own, as what a function remembers between calls is part of the mistake. Named is the
mistake that passes what the student passed and fails this expectation with the same value.

It says nothing rather than guess. Two mistakes with different hints, a value that many mistakes share (zeros, truth
values), or one that is nearly right: no hint.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from graders.compare import compare, is_data, type_name
from graders.draw import Draw
from graders.results import ServiceFault, Show, StudentFault
from graders.student import Mismatch, Session, Student
from graders.tolerances import Tolerance

if TYPE_CHECKING:
    from graders.language import Check

# Each file is laid over the ones before it.
Files = list[tuple[str, bytes]]
MakeLocal = Callable[[Files], Session]
# A wrong answer this few allowances away from the right one could be nearly anybody's rounding.
CLEARLY_WRONG = 10
FEW_NUMBERS = 3
# The student may have computed the same mistake in another order of operations.
SAME_NUMBERS = Tolerance(1e-4, 1e-6)


@dataclass(frozen=True)
class Mistake:
    """A known wrong solution: only what differs, to be laid over the solution; the hint for who made it."""

    file: str
    hint: str
    source: bytes
    exercise: str


@dataclass(frozen=True)
class Step:
    """A check that the student's code went through, on inputs of this seed, and how that ended."""

    check: Check
    seed: bytes
    fault: StudentFault | None


@dataclass
class Diagnosis:
    """The known mistakes of one exercise beside the student's way through its checks."""

    mistakes: tuple[Mistake, ...]
    solution: bytes
    reference: Any
    make_local: MakeLocal
    steps: list[Step] = field(default_factory=list)
    walks: dict[str, Walk] = field(default_factory=dict)

    def note(self, check: Check, seed: bytes, fault: StudentFault | None) -> None:
        """Remembers a step of the student. Training is left out: it costs seconds and never gives the same numbers."""
        if check.diagnosed:
            self.steps.append(Step(check, seed, fault))

    def name_mistake(self) -> Mistake | None:
        """The mistake that explains the last step, when it is the only one."""
        failure = self.steps[-1].fault if self.steps else None
        if failure is None or not _telling(failure, self.steps[-1].check.show):
            return None
        alike = [mistake for mistake in self.mistakes if self._explains(mistake, failure)]
        return alike[0] if len({mistake.hint for mistake in alike}) == 1 else None

    def _explains(self, mistake: Mistake, failure: StudentFault) -> bool:
        if mistake.file not in self.walks:
            self.walks[mistake.file] = Walk(mistake, [("solution.py", self.solution), (mistake.file, mistake.source)])
        last = self.walks[mistake.file].follow(self.steps, self.reference, self.make_local)
        return last is not None and _alike(failure, last)


@dataclass
class Walk:
    """One mistake's way through the checks, as far as it has followed the student's."""

    mistake: Mistake
    files: Files
    session: Session | None = None
    done: int = 0
    parted: bool = False
    last: StudentFault | None = None

    def follow(self, steps: list[Step], reference: Any, make_local: MakeLocal) -> StudentFault | None:
        """How the last step ends for the mistake; None when it failed a check that the student passed before."""
        while self.done < len(steps) and not self.parted:
            step = steps[self.done]
            self.last = self._take(step, reference, make_local)
            self.parted = self.parted or (step.fault is None and self.last is not None)
            self.done += 1
        return None if self.parted else self.last

    def _take(self, step: Step, reference: Any, make_local: MakeLocal) -> StudentFault | None:
        try:
            self.session = self.session or make_local(self.files)
            step.check.function(Student(self.session), reference, Draw(step.seed))
        except StudentFault as fault:
            return fault
        except ServiceFault:
            raise
        # A check may raise anything over what a wrong solution returns. The student has not got there, or the check
        # would have ended so for them: this mistake is not theirs, and that is no reason to stop the grading.
        except Exception:  # noqa: BLE001
            self.parted = True
        return None


def _telling(failure: StudentFault, show: Show) -> bool:
    """Whether what went wrong says enough to recognise a mistake by. Crashes and limits have too many causes."""
    if not isinstance(failure, Mismatch):
        return failure.finding.code == "forbidden"
    facts = failure.finding.facts
    allowed, difference = facts.get("allowed"), facts.get("difference")
    if isinstance(allowed, float) and isinstance(difference, float) and difference < CLEARLY_WRONG * allowed:
        return False
    # A property is so particular, and so is an object of this type, that failing it alike is telling in itself.
    if failure.finding.code in {"property", "not_data", "not_finite"}:
        return True
    # At a point chosen by a person wrong formulas often agree: at x = 2, twice the slope is the slope times x.
    enough = FEW_NUMBERS if show is Show.EXAMPLE else 1
    return _informative(failure.got) >= enough


def _informative(value: Any) -> int:
    """How many different things it holds that not every other mistake has too: not zeros, truth values, None, NaN."""
    return len(_particulars(value))


def _particulars(value: Any) -> set[Any]:
    if isinstance(value, (np.ndarray, torch.Tensor)):
        value = torch.as_tensor(value).detach().flatten().tolist()
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return set().union(*map(_particulars, value))
    if isinstance(value, (str, bytes, set, frozenset)):
        return {value} if isinstance(value, (str, bytes)) else set(value)
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, complex, np.generic)):
        return set()
    return {value} if bool(np.isfinite(value)) and value != 0 else set()


def _alike(failure: StudentFault, other: StudentFault) -> bool:
    """The same expectation, failed in the same way, with the same value; or the same rule, broken by the same name."""
    if not isinstance(failure, Mismatch) or not isinstance(other, Mismatch):
        return all(fault.finding.code == "forbidden" for fault in (failure, other)) and _breaks(failure) == _breaks(
            other
        )
    if (failure.ordinal, failure.finding.code) != (other.ordinal, other.finding.code):
        return False
    if failure.finding.facts.get("where") != other.finding.facts.get("where"):
        return False
    if failure.finding.code == "not_data":
        return bool(failure.finding.facts["type"] == other.finding.facts["type"])
    return _same(failure.got, other.got)


def _breaks(fault: StudentFault) -> tuple[str, str]:
    return fault.finding.facts["inside"], fault.finding.facts["name"]


def _same(got: Any, other: Any) -> bool:
    """Equal within SAME_NUMBERS; NaN and infinity equal themselves here, unlike in a judgement."""
    if isinstance(got, dict) and isinstance(other, dict):
        return got.keys() == other.keys() and all(_same(got[key], other[key]) for key in got)
    if isinstance(got, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(got) == len(other) and all(map(_same, got, other))
    if not is_data(got) or not is_data(other):
        return type_name(got) == type_name(other)
    one, two = _not_finite(got), _not_finite(other)
    if one is not None or two is not None:
        return one is not None and two is not None and one.equal(two)
    return compare(got, other, SAME_NUMBERS) is None


def _not_finite(value: Any) -> torch.Tensor | None:
    """Where the value is NaN or infinite; None when it is nowhere."""
    if not isinstance(value, (float, complex, np.ndarray, np.generic, torch.Tensor)):
        return None
    mask = ~torch.isfinite(torch.as_tensor(value))
    return mask if bool(mask.any()) else None
