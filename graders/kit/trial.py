"""One trusted hand-in of a lab (solution, variant, starter, mistake) graded once, as facts that survive its process."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from pydantic import BaseModel, Field

from graders import feedback
from graders.checks import Check, LoadedLab
from graders.compare import telling_room
from graders.diagnosis.naming import Files, MakeLocal
from graders.draw import Draw
from graders.kit.precise import Precise
from graders.kit.proven import Room
from graders.line import Mismatch, Session
from graders.results import CheckResult, LabFault, StudentFault, Verdict
from graders.run import check_seed, run_exercise
from graders.student import Student
from graders.wording.outcomes import unreadable


class Failure(BaseModel):
    """A check that a hand-in did not pass. `code` and `crash` are of its finding, `away` counts allowances."""

    exercise: str
    check: str
    verdict: Verdict
    lost: float
    code: str | None
    crash: str | None
    away: float | None
    mistake: str | None
    hint: str | None
    message: str


class Trial(BaseModel):
    """What one grading came to. `tightest` is None where nothing was compared within an allowance."""

    points: float = 0.0
    exercises: list[str] = Field(default_factory=list)
    failures: list[Failure] = Field(default_factory=list)
    deviations: list[str] = Field(default_factory=list)
    tightest: Room | None = None

    def failed_in(self) -> set[str]:
        return {failure.exercise for failure in self.failures if failure.lost > 0}


def warm_up() -> None:
    """What torch does once per process, a second and more, is done here before the gradings are forked off."""
    torch.set_num_threads(1)
    weight = torch.nn.Parameter(torch.ones(1))
    optimiser = torch.optim.SGD([weight])
    (weight.grad,) = torch.autograd.grad(weight.sum(), weight)
    optimiser.step()


# For each exercise the files that answer it, each laid over the ones before it.
HandIn = Callable[[str], Files]


def grade(  # noqa: PLR0913  what a grading depends on
    loaded: LoadedLab,
    hand_in: HandIn,
    seed: bytes,
    make_local: MakeLocal,
    *,
    exercises: Iterable[str] = (),
    diagnose: bool = False,
) -> Trial:
    """These exercises of the lab, or all."""
    rooms: list[Room] = []
    # Diagnosis sends mistakes through the same checks, and what they come near to is nobody's room.
    listening = loaded if diagnose else _listening(loaded, rooms)
    sessions = _Sessions(hand_in, make_local)
    results: list[CheckResult] = []
    diagnosing = make_local if diagnose else None
    for name in exercises or loaded.exercises:
        run_exercise(listening, name, sessions.of(name), seed, results.append, diagnosing)
    return Trial(
        points=sum(result.points for result in results),
        exercises=sorted({result.exercise for result in results}),
        failures=[_failure(result) for result in results if result.verdict not in {Verdict.PASS, Verdict.DEVIATES}],
        deviations=[result.check for result in results if result.verdict is Verdict.DEVIATES],
        tightest=max(rooms, key=lambda room: room.allowances, default=None),
    )


class _Sessions:
    """One session for the exercises that the same files answer."""

    def __init__(self, hand_in: HandIn, make_local: MakeLocal) -> None:
        self._hand_in = hand_in
        self._make_local = make_local
        self._current: tuple[Files, Session] | None = None

    def of(self, exercise: str) -> Session:
        files = self._hand_in(exercise)
        if self._current is None or self._current[0] != files:
            self._current = files, self._make_local(files)
        return self._current[1]


def told(work: Callable[[bytes], Trial], seed: bytes, place: str) -> dict[str, Any]:
    """The trial as JSON. A file that cannot be read has no verdicts: raises LabFault, which says so of this place.

    What it draws without a seed of its own starts from this one, or a proof would differ from run to run.
    """
    start = int.from_bytes(hashlib.sha256(seed).digest()[:4], "big")
    torch.manual_seed(start)
    np.random.seed(start)  # noqa: NPY002  what lab code without a generator draws from
    random.seed(start)
    try:
        return work(seed).model_dump(mode="json")
    except StudentFault as fault:
        raise LabFault(f"{place}: {unreadable(fault.finding.facts, full=True)}") from fault


def measure_rounding(loaded: LoadedLab, seed: bytes, make_local: MakeLocal) -> Trial:
    """The solution as it is against the reference in float64. A check that float64 cannot run measures nothing."""
    precise = Precise(loaded.reference)
    rooms: list[Room] = []
    sessions = _Sessions(loaded.solved, make_local)
    for name, checks in loaded.exercises.items():
        session = sessions.of(name)
        for check in checks:
            with telling_room(_noting(check, rooms)):
                session.revive()
                beyond = _beyond(check, Student(session), precise, Draw(check_seed(seed, check)))
            if beyond is not None:
                rooms.append(_room(check, beyond))
    return Trial(tightest=max(rooms, key=lambda room: room.allowances, default=None))


def _beyond(check: Check, student: Student, precise: Precise, draw: Draw) -> float | None:
    """How many allowances the first refused value is off by; None when none was refused."""
    try:
        check.function(student, precise, draw)
    except Mismatch as mismatch:
        return _away(mismatch.finding.facts)
    except StudentFault:
        return None
    # The check passes with the reference that it was written for; that it cannot take another one is no fault.
    except Exception:  # noqa: BLE001
        return None
    return None


def _listening(loaded: LoadedLab, rooms: list[Room]) -> LoadedLab:
    """The same lab, whose checks tell how near to its allowance each accepted value comes."""
    exercises = {
        name: tuple(replace(check, function=_heard(check, rooms)) for check in checks)
        for name, checks in loaded.exercises.items()
    }
    return replace(loaded, exercises=exercises)


def _heard(check: Check, rooms: list[Room]) -> Callable[[Student, Any, Draw], None]:
    def run(student: Student, reference: Any, draw: Draw) -> None:
        with telling_room(_noting(check, rooms)):
            check.function(student, reference, draw)

    return run


def _noting(check: Check, rooms: list[Room]) -> Callable[[float], None]:
    return lambda share: rooms.append(_room(check, share))


def _room(check: Check, allowances: float) -> Room:
    return Room(allowances=allowances, exercise=check.exercise, check=check.name, place=check.place)


def _failure(result: CheckResult) -> Failure:
    finding = result.finding
    facts = finding.facts if finding else {}
    return Failure(
        exercise=result.exercise,
        check=result.check,
        verdict=result.verdict,
        lost=result.max_points - result.points,
        code=finding.code if finding else None,
        crash=str(facts.get("type")) if result.verdict is Verdict.CRASH else None,
        away=_away(facts),
        mistake=result.mistake,
        hint=result.hint,
        message=feedback.message(result, "staff") or "",
    )


def _away(facts: dict[str, Any]) -> float | None:
    """How far the worst value is from the right one, counted in allowances; None where no allowance was in play."""
    difference, allowed = facts.get("difference"), facts.get("allowed")
    if isinstance(difference, int | float) and isinstance(allowed, int | float) and allowed > 0:
        return difference / allowed
    return None
