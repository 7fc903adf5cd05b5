"""A number that chance has a part in, against a threshold: when to run again, and what counts then.

A result within the margin below the threshold may be bad luck. It runs again, on fresh seeds: the check passes when two
of three runs reach the threshold, which is to say when their median does. A mean could be carried by one lucky run, the
best of three would lower the threshold for everybody. So a good training that falls short with chance p fails with less
than 2 p² more than clear failures, and one that mostly falls short gains little. Clear results cost one run.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from graders.draw import Draw
from graders.kinds.metrics import Metric
from graders.results import Finding, StudentFault
from graders.student import Student

RUNS = 3


@dataclass(frozen=True)
class Threshold:
    """What a metric must reach; below it by at most the margin is borderline."""

    metric: Metric
    value: float
    margin: float

    def reached(self, measured: float) -> bool:
        # Written so that NaN is not enough.
        return measured >= self.value if self.metric.higher_is_better else measured <= self.value

    def borderline(self, measured: float) -> bool:
        return not self.reached(measured) and abs(measured - self.value) <= self.margin

    def no_better(self, one: float, other: float) -> bool:
        """Whether one is at most better by the margin."""
        return one <= other + self.margin if self.metric.higher_is_better else one >= other - self.margin

    def worse(self, one: float, other: float) -> float:
        if math.isnan(one) or math.isnan(other):
            return math.nan
        return min(one, other) if self.metric.higher_is_better else max(one, other)


class Attempt(NamedTuple):
    """One run: what it reached, what was there before it, and the finding when that is not enough."""

    measured: float
    before: float | None
    finding: Finding | None


# One run of the whole check, by a student in a process that may be new and a draw of its own.
Run = Callable[[Student, Draw], Attempt]


def judged(student: Student, draw: Draw, threshold: Threshold, run: Run) -> None:
    """Runs once, or up to three times where the first is borderline. Raises what was found; facts hold all runs."""
    first = run(student, draw)
    if first.finding is None:
        return
    attempts = [first]
    while threshold.borderline(first.measured) and len(attempts) < RUNS and _open(attempts):
        attempts.append(_again(student, draw.repeated(len(attempts)), run))
    if len(attempts) < RUNS or not _open(attempts):
        told = [told_number(attempt.measured) for attempt in attempts]
        facts = {**first.finding.facts, "runs": told}
        raise student.fails(Finding(code=first.finding.code, facts=facts), first.measured)


def _open(attempts: list[Attempt]) -> bool:
    """Whether two of three can still reach the threshold: the first did not, so each of the others must."""
    return all(attempt.finding is None for attempt in attempts[1:])


def _again(student: Student, draw: Draw, run: Run) -> Attempt:
    """In a new process. What stops a repetition does not stand for the first run, which had a result: it fell short."""
    other = student.elsewhere()
    try:
        return run(other, draw)
    except StudentFault as fault:
        return Attempt(math.nan, None, fault.finding)
    finally:
        other.leave()


def told_number(value: float) -> float | None:
    """As facts hold it: JSON has no NaN and no infinity."""
    return value if math.isfinite(value) else None


def facts_of(threshold: Threshold, function: str, measured: float, before: float | None) -> dict[str, Any]:
    return {
        "function": function,
        "metric": threshold.metric.told,
        "value": told_number(measured),
        "threshold": threshold.value,
        "higher": threshold.metric.higher_is_better,
        "before": None if before is None else told_number(before),
    }
