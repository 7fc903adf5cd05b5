"""`allclose grade`: one grading on this machine, in the real sandbox, without database or queue."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from api.views import check_view
from cli.places import NoSuchLab, find_lab_folder
from cli.report import Check, Exercise, Report, show_check
from graders import feedback
from graders.lab import Lab
from graders.results import CheckResult, LabFault
from worker.job import CheckDone, Event, ExerciseStarted, Job
from worker.pipeline import open_pipeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console


def find_lab(name: str) -> Lab:
    """A folder, or the slug of a lab that ships or lies in ALLCLOSE_LABS."""
    return Lab.read(find_lab_folder(name))


@dataclass
class _Narrator:
    """Prints what happens while it happens."""

    console: Console
    lab: Lab

    def __call__(self, event: Event) -> None:
        match event:
            case ExerciseStarted(exercise=name):
                self.console.print(self.lab.exercise(name).title, style="bold", markup=False, highlight=False)
            case CheckDone(result=result):
                show_check(self.console, as_check(result))


def grade(console: Console, lab: Lab, file: Path, exercises: tuple[str, ...], artifacts: Path | None = None) -> Report:
    """Raises LabFault when the lab is broken, and ServiceFault or SandboxFault when we are."""
    unknown = set(exercises) - {exercise.name for exercise in lab.exercises}
    if unknown:
        raise NoSuchLab(f"{lab.slug} has no exercise {', '.join(sorted(unknown))}.")
    job = Job(
        lab_folder=lab.folder,
        lab_hash=lab.hashes()[0],
        file_name=file.name,
        data=file.read_bytes(),
        exercises=exercises,
        seed=secrets.token_bytes(32),
        device=os.environ.get("ALLCLOSE_DEVICE", "cpu"),
    )
    without = frozenset(filter(None, os.environ.get("ALLCLOSE_SANDBOX_WITHOUT", "").split(",")))
    pipeline = open_pipeline(without=without, ready=1, concurrent=1)
    try:
        outcome = pipeline.grade(job, _Narrator(console, lab))
    finally:
        pipeline.close()
    if outcome.lab_fault:
        raise LabFault(outcome.lab_fault)
    if artifacts:
        write_artifacts(console, artifacts, outcome.checks)
    notes = [note for found in outcome.notes if (note := feedback.note(found, "staff"))]
    return as_report(lab, exercises, outcome.checks).model_copy(update={"notes": notes})


def write_artifacts(console: Console, folder: Path, results: list[CheckResult]) -> None:
    """What the checks took from the hand-in to be looked at, as `<exercise>/<check>/figure-1.png`."""
    for result in results:
        place = folder / result.exercise / result.check
        for artifact in result.artifacts:
            place.mkdir(parents=True, exist_ok=True)
            (place / artifact.name).write_bytes(artifact.data)
            console.print(str(place / artifact.name), markup=False, highlight=False, soft_wrap=True)


def as_check(result: CheckResult, exercise: Sequence[CheckResult] = ()) -> Check:
    """In the words for staff, because who has the lab folder has the answers."""
    return Check.model_validate(check_view(result, "staff", exercise).model_dump())


def as_report(lab: Lab, exercises: tuple[str, ...], results: list[CheckResult]) -> Report:
    graded = [exercise for exercise in lab.exercises if not exercises or exercise.name in exercises]
    rows = []
    for exercise in graded:
        own = [result for result in results if result.exercise == exercise.name]
        score = round(sum(result.points for result in own), 2)
        checks = [as_check(result, own) for result in own]
        rows.append(
            Exercise(name=exercise.name, title=exercise.title, score=score, max_score=exercise.points, checks=checks)
        )
    score, most = round(sum(row.score or 0 for row in rows), 2), sum(row.max_score for row in rows)
    needed = most if exercises else lab.needed_to_pass  # a part of the lab passes with all of its points
    part, passed = bool(exercises), score >= needed
    return Report(
        lab=lab.slug, status="graded", score=score, max_score=most, passed=passed, partial=part, exercises=rows
    )
