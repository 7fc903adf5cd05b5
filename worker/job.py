"""What a grading needs and what it yields, without database or queue."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from graders.results import CheckResult, Finding


@dataclass(frozen=True)
class Job:
    """One grading: a hand-in, the lab version to hold it against, and the seed that every drawn input derives from."""

    lab_folder: Path
    lab_hash: str
    file_name: str
    data: bytes
    exercises: tuple[str, ...]
    seed: bytes
    device: str = "cpu"


@dataclass(frozen=True)
class ExerciseStarted:
    exercise: str


@dataclass(frozen=True)
class CheckDone:
    result: CheckResult


Event = ExerciseStarted | CheckDone


@dataclass(frozen=True)
class Outcome:
    """How a grading went. With `lab_fault` the checks say nothing about the student. Timings are milliseconds.

    `notes` are about the hand-in as a whole and take no points: cells that failed, names that are defined twice.
    """

    checks: list[CheckResult] = field(default_factory=list)
    lab_fault: str | None = None
    timings: dict[str, float] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    notes: list[Finding] = field(default_factory=list)


class GradingCancelled(Exception):
    """The lease was lost: another worker owns this grading now."""
