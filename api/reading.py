"""A submission as somebody may read it: whole, its source, its artifacts, and who may."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, Select, exists, or_, select
from sqlalchemy.orm import Session

from api import artifacts
from api.auth import Viewer
from api.database import session
from api.labs import is_weak, road_of, version_name
from api.models import (
    WITHOUT_TEXTS,
    Assignment,
    Blob,
    CheckRow,
    Course,
    GradebookEntry,
    Grading,
    GradingAttempt,
    Lab,
    LabVersion,
    Person,
    Submission,
    SubmissionMember,
)
from api.problems import not_found
from api.scores import override_of
from api.storable import restored
from api.views import (
    AttemptView,
    ExerciseView,
    OverrideView,
    SubmissionView,
    check_view,
)
from graders import feedback
from graders.feedback import Audience
from graders.results import CheckResult, Finding

FAILED = {
    "lab": (
        "The lab is broken, and its staff are told why. You lose nothing and need do nothing: this uses no attempt, "
        "and this very file is graded by itself once the lab is corrected."
    ),
    "service": (
        "The grader failed, and you lose nothing: this uses no attempt. Hand the same file in again later, or ask "
        "your instructor to have it graded again."
    ),
}

Listed = Select[Submission, Grading, LabVersion, Lab, Assignment, Course, Person]
Found = Row[Submission, Grading, LabVersion, Lab, Assignment, Course, Person]


@dataclass(frozen=True)
class Source:
    file_name: str
    data: bytes


@dataclass(frozen=True)
class Shown:
    """An artifact as it is served."""

    media_type: str
    disposition: str
    data: bytes


def read(viewer: Viewer, submission_id: UUID) -> SubmissionView:
    """`view` in a transaction of its own, for those who may hold none open: they wait, or they stream."""
    with session() as db:
        return view(db, viewer, submission_id)


def view(db: Session, viewer: Viewer, submission_id: UUID) -> SubmissionView:
    """404 when it is neither the viewer's nor of a course where the viewer is staff: the same as a missing id."""
    row = visible(db, viewer, submission_id)
    audience, checks = _audience(viewer, row), _checks(db, row.Grading)
    exercises = _exercises(row, checks, audience, artifacts.shown(db, submission_id, checks))
    return SubmissionView(
        **in_common(row),
        course=row.Course.slug,
        zone=row.Course.zone,
        partial=bool(row.Submission.exercises),
        road=road_of(row.LabVersion),
        weak=is_weak(row.LabVersion) or any(each.weak for each in exercises),
        exercises=exercises,
        notes=_notes(row, audience),
        override=_override(db, viewer, row),
        failed_by=_failed_by(row),
        lab_version=version_name(row.LabVersion),
        timings=_timings(row.Grading, exact=audience == "staff"),
        **(_for_staff(db, row) if audience == "staff" else {}),
    )


def _checks(db: Session, grading: Grading) -> Sequence[CheckRow]:
    query = select(CheckRow).where(CheckRow.grading_id == grading.id)
    return db.scalars(query.order_by(CheckRow.position)).all()


def _audience(viewer: Viewer, row: Found) -> Audience:
    return "staff" if viewer.is_staff(row.Course.slug) else "student"


def artifact(db: Session, viewer: Viewer, submission_id: UUID, place: tuple[str, str], name: str) -> Shown:
    """By exercise and check. 404 for what this person may not see, as for what is not there."""
    row = visible(db, viewer, submission_id)
    check = db.get(CheckRow, (row.Grading.id, *place))
    known = {} if check is None else {each.name: each for each in artifacts.kept(check)}
    if check is None or name not in known:
        raise not_found()
    if not feedback.shows_artifacts(_result(check), _audience(viewer, row)):
        raise not_found()
    return Shown(*artifacts.served_as(known[name]), db.get_one(Blob, known[name].sha256).data)


def source(db: Session, viewer: Viewer, submission_id: UUID) -> Source:
    submission = visible(db, viewer, submission_id).Submission
    return Source(submission.file_name, db.get_one(Blob, submission.blob_sha256).data)


def submission_rows() -> Listed:
    return (
        select(Submission, Grading, LabVersion, Lab, Assignment, Course, Person)
        .join(Grading, Grading.id == Submission.current_grading_id)
        .join(LabVersion, LabVersion.id == Grading.lab_version_id)
        .join(Lab, Lab.id == Submission.lab_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Course, Course.id == Assignment.course_id)
        .join(Person, Person.id == Submission.person_id)
        .options(*WITHOUT_TEXTS)
    )


def is_member(viewer: Viewer) -> Any:
    """Of a course the viewer's token speaks for, as well. A CI token reads what it handed in itself, and no more."""
    own = exists().where(
        SubmissionMember.submission_id == Submission.id, SubmissionMember.person_id == viewer.person_id
    ) & Course.slug.in_(viewer.roles)
    return own & (Submission.token_id == viewer.token_id) if viewer.scope == "ci" else own


def visible(db: Session, viewer: Viewer, submission_id: UUID) -> Found:
    """The submission with all that it stands in, when the viewer may read it; else the one 404."""
    allowed = or_(is_member(viewer), Course.slug.in_(viewer.staff_courses))
    row = db.execute(submission_rows().where(Submission.id == submission_id, allowed)).one_or_none()
    if row is None:
        raise not_found()
    return row


def in_common(row: Found) -> dict[str, Any]:
    """What a line of a list and the whole submission have in common."""
    return {
        "id": row.Submission.id,
        "lab": row.Lab.slug,
        "lab_title": row.LabVersion.manifest["title"],
        "assignment": f"{row.Course.slug}/{row.Assignment.slug}",
        "file_name": row.Submission.file_name,
        "status": row.Grading.state,
        "score": None if row.Grading.score is None else float(row.Grading.score),
        "max_score": float(row.Grading.max_score),
        "passed": _passed(row),
        "created_at": row.Submission.created_at,
        "graded_at": row.Grading.finished_at if row.Grading.state == "graded" else None,
    }


def _passed(row: Found) -> bool | None:
    """The lab's pass score; where only some exercises were asked for, all of their points."""
    if row.Grading.score is None:
        return None
    needed = row.Grading.max_score
    if not row.Submission.exercises:
        needed = Decimal(str(row.LabVersion.manifest["pass_score"]))
    return bool(row.Grading.score >= needed)


def _exercises(
    row: Found, checks: Sequence[CheckRow], audience: Audience, shown: artifacts.ByCheck
) -> list[ExerciseView]:
    """All that are graded, from the first moment; the checks known so far."""
    asked = row.Submission.exercises
    known: dict[str, list[CheckResult]] = defaultdict(list)
    for check in checks:
        known[check.exercise].append(_result(check))
    return [
        _exercise(each, known[each["name"]], audience, shown)
        for each in row.LabVersion.manifest["exercises"]
        if not asked or each["name"] in asked
    ]


def _result(check: CheckRow) -> CheckResult:
    return CheckResult.model_validate(restored(check.result))


def _exercise(
    described: dict[str, Any], results: list[CheckResult], audience: Audience, shown: artifacts.ByCheck
) -> ExerciseView:
    return ExerciseView(
        name=described["name"],
        title=described["title"],
        score=float(sum(Decimal(str(result.points)) for result in results)),
        max_score=described["points"],
        checks=[
            check_view(result, audience, results, shown.get((result.exercise, result.check), ())) for result in results
        ],
        weak=any(result.weak for result in results),
        rubric=described.get("rubric", []) if audience == "staff" else None,
    )


def _failed_by(row: Found) -> Literal["lab", "service"] | None:
    """A reason of an earlier try says nothing about a grading that goes on."""
    return row.Grading.fault_owner if row.Grading.state == "failed" else None


def _notes(row: Found, audience: Audience) -> list[str]:
    """What is to be known of the whole hand-in beside its checks."""
    if row.Grading.state == "failed":
        reference = f"Your instructor finds it under the reference {row.Grading.fault_reference}."
        return [f"{FAILED[row.Grading.fault_owner or 'service']} {reference}"]
    late = row.Submission.late_factor
    notes = [f"Handed in after the due date: {late:.0%} of the points count."] if late < 1 else []
    found = (Finding.model_validate(restored(note)) for note in (row.Grading.report or {}).get("notes", []))
    # Each sentence once: how often would be a number that the code can choose.
    return notes + list(dict.fromkeys(sentence for note in found if (sentence := feedback.note(note, audience))))


def _override(db: Session, viewer: Viewer, row: Found) -> OverrideView | None:
    """Of the one who reads; staff reads that of the one who handed in."""
    staff = viewer.is_staff(row.Course.slug)
    person_id = row.Submission.person_id if staff else viewer.person_id
    entry = db.get(GradebookEntry, (person_id, row.Assignment.id, row.Lab.id))
    if entry is None or entry.override is None:
        return None
    by = db.get_one(Person, entry.override_by).name if staff and entry.override_by else None
    return override_of(entry, by)


def _timings(grading: Grading, *, exact: bool) -> dict[str, float]:
    """Milliseconds: the worker's own, the wait in the queue and the whole way, both by the database clock.

    Code could tell an input by how long it takes, so its student reads two digits.
    """
    timings: dict[str, float] = dict(grading.timings or {})
    if grading.started_at is not None:
        timings["waited"] = (grading.started_at - grading.queued_at).total_seconds() * 1000
    if grading.finished_at is not None:
        timings["upload_to_score"] = (grading.finished_at - grading.queued_at).total_seconds() * 1000
    return timings if exact else {name: float(f"{ms:.2g}") for name, ms in timings.items()}


def _for_staff(db: Session, row: Found) -> dict[str, Any]:
    attempts = db.scalars(
        select(GradingAttempt).where(GradingAttempt.grading_id == row.Grading.id).order_by(GradingAttempt.fence)
    )
    return {
        "student": row.Person.name,
        "seed": row.Grading.seed.hex(),
        "device": row.Grading.device,
        "environment": row.Grading.environment,
        "fault": row.Grading.fault_reason,
        "attempts": [AttemptView.model_validate(each, from_attributes=True) for each in attempts],
    }
