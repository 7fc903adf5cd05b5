"""What the API answers and the pages render: the public contract. What only staff see is null for everybody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from graders import feedback
from graders.feedback import Audience
from graders.lab import Road
from graders.results import CheckResult, Verdict

Status = Literal["queued", "running", "graded", "failed"]
FINAL = ("graded", "failed")


class View(BaseModel):
    model_config = ConfigDict(frozen=True)


class CheckpointEntry(View):
    """A tensor with its shape, or a plain value beside the tensors."""

    name: str
    dtype: str | None = None
    shape: list[int] | None = None
    value: str | None = None


class CheckpointView(View):
    """What a saved model holds; `more` entries are left out."""

    bytes: int
    elements: int
    entries: list[CheckpointEntry]
    more: int


class ArtifactView(View):
    """Something that a check took from the hand-in to be looked at."""

    name: str
    media_type: str
    size: int
    url: str
    checkpoint: CheckpointView | None = None


class CheckView(View):
    name: str
    title: str
    verdict: Verdict
    points: float  # below nothing where a deviation from the sheet has a price
    max_points: float
    message: str
    hint: str | None
    output: str
    frames: list[dict[str, Any]]
    bonus: bool = False  # its points come on top of the exercise's
    group: str | None = None  # checks of one group count together or not at all
    weak: bool = False  # rests on the file run as it is, and not on calling its functions
    artifacts: tuple[ArtifactView, ...] = ()
    mistake: str | None = None  # staff


class ExerciseView(View):
    name: str
    title: str
    score: float  # more than `max_score` where a bonus was earned
    max_score: float
    checks: list[CheckView]
    weak: bool = False  # any of its checks is
    rubric: list[str] | None = None  # staff: what a person judges, beside the points of the machine


class AttemptView(View):
    """One worker's try, for staff."""

    worker: str
    started_at: datetime
    ended_at: datetime | None
    how: str | None
    reason: str | None


class OverrideView(View):
    """A score that staff has set: it counts instead of every result. `by`: who, for staff."""

    score: float
    reason: str
    by: str | None
    at: datetime | None


class SubmissionView(View):
    id: UUID
    lab: str
    lab_title: str
    course: str
    zone: str
    assignment: str
    file_name: str
    status: Status
    score: float | None
    max_score: float
    passed: bool | None
    partial: bool  # only some of the lab's exercises were to be graded, and `passed` speaks of those
    road: Road  # of the lab: definitions are called, files are run as they are, or either
    weak: bool  # some of it graded as handed in, by what the file names and prints, and not by calling its functions
    exercises: list[ExerciseView]
    notes: list[str]
    override: OverrideView | None = None  # of the lab in this assignment, whichever submission it was set at
    failed_by: Literal["lab", "service"] | None  # whose fault a failed grading is
    created_at: datetime
    graded_at: datetime | None
    lab_version: str
    timings: dict[str, float]
    student: str | None = None  # this and what follows: staff
    seed: str | None = None
    device: str | None = None
    environment: dict[str, Any] | None = None
    attempts: list[AttemptView] | None = None
    fault: str | None = None

    @property
    def final(self) -> bool:
        return self.status in FINAL


class SubmissionRow(View):
    """One line of a list. `fault`: why the grader failed, in the lists of staff."""

    id: UUID
    student: str
    lab: str
    lab_title: str
    assignment: str
    file_name: str
    status: Status
    score: float | None
    max_score: float
    passed: bool | None
    created_at: datetime
    graded_at: datetime | None
    reference: str | None  # of a failed grading, as its student quotes it
    fault: str | None = None


class SubmissionPage(View):
    submissions: list[SubmissionRow]
    next: UUID | None  # the cursor of the next page


class ScoreColumn(View):
    assignment: str
    lab: str
    title: str
    max_score: float
    weak: bool


class ScoreCell(View):
    """`score` counts: late factor and override included. `raw` is what the grading gave."""

    score: float | None
    raw: float | None
    late_factor: float
    submission_id: UUID | None
    override: OverrideView | None = None


class ScoreRow(View):
    person_id: UUID
    name: str
    cells: list[ScoreCell]
    total: float


class ScoresView(View):
    course: str
    columns: list[ScoreColumn]
    rows: list[ScoreRow]


class ExerciseInfo(View):
    name: str
    title: str
    max_score: float
    notes: str | None = None  # this and what follows: staff
    rubric: list[str] | None = None


class AssignmentView(View):
    assignment: str
    title: str
    course: str
    course_title: str
    zone: str
    opens_at: datetime | None
    due_at: datetime | None
    closes_at: datetime | None
    max_attempts: int | None


class LabView(View):
    lab: str
    title: str
    language: str
    version: str
    road: Road
    weak: bool  # every file is graded as handed in
    max_score: float
    pass_score: float
    exercises: list[ExerciseInfo]
    assignment: AssignmentView
    open: bool
    best_score: float | None  # the viewer's own, late factor and override included
    notes: str | None = None  # staff


def check_view(
    result: CheckResult,
    audience: Audience,
    exercise: Sequence[CheckResult] = (),
    artifacts: tuple[ArtifactView, ...] = (),
) -> CheckView:
    """`exercise` are the results of all its checks that are known by now, `artifacts` all of this check."""
    return CheckView(
        name=result.check,
        title=result.title,
        verdict=result.verdict,
        points=result.points,
        max_points=result.max_points,
        message=feedback.message(result, audience, exercise),
        hint=feedback.hint(result, audience),
        output=feedback.output(result, audience),
        frames=feedback.frames(result, audience),
        artifacts=artifacts if feedback.shows_artifacts(result, audience) else (),
        bonus=result.bonus,
        group=result.group,
        weak=result.weak,
        mistake=result.mistake if audience == "staff" else None,
    )
