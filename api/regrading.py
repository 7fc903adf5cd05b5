"""Grading again what was graded or failed: the old grading stays beside the new one; nobody hands anything in twice."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session, aliased
from uuid_utils.compat import uuid7

from api import audit
from api.auth import Viewer, require_staff
from api.database import notify
from api.labs import version_name
from api.models import WITHOUT_TEXTS, Assignment, Course, Grading, Lab, LabVersion, Submission
from api.problems import Problem
from api.reading import visible
from api.settings import server_secret
from api.storing import lane_of, max_score
from api.views import FINAL, Status, View

AT_ONCE = 500  # the sweeper comes again

# The second half says nothing new, but lets PostgreSQL begin with the few failed ones.
CURRENT = (Grading.id == Submission.current_grading_id) & (Grading.submission_id == Submission.id)

_Failed = Select[Submission, LabVersion]
_Old = aliased(LabVersion)


class GradingView(View):
    """One run over a submission; the newest is what the submission shows."""

    id: UUID
    status: Status
    score: float | None
    max_score: float
    lab_version: str
    queued_at: datetime
    graded_at: datetime | None
    current: bool


@dataclass(frozen=True)
class Queued:
    """`lane` is to be woken after the commit."""

    grading_id: UUID
    lane: str


def regrade(db: Session, viewer: Viewer, submission_id: UUID) -> Queued:
    """By the lab's current version and with a fresh seed, because staff of the course says so."""
    course = visible(db, viewer, submission_id).Course.slug
    require_staff(viewer, course)
    # Of two who ask at once the second waits here, and then sees what the first has queued.
    locked = select(Submission).where(Submission.id == submission_id).with_for_update()
    submission = db.scalars(locked.execution_options(populate_existing=True)).one()
    if db.get_one(Grading, submission.current_grading_id).state not in FINAL:
        sentence = "This hand-in is being graded right now. Wait for its result, then have it graded again."
        raise Problem(409, "being-graded", sentence)
    grading = _grading(db, submission, _gradable_version(db, submission))
    target = f"submission/{submission_id}"
    audit.record(db, viewer.person_id, "submission.regraded", target, course=course, grading=str(grading.id))
    return Queued(grading.id, grading.lane)


def gradings_of(db: Session, viewer: Viewer, submission_id: UUID) -> list[GradingView]:
    """All gradings of a submission, the newest first, for staff."""
    found = visible(db, viewer, submission_id)
    require_staff(viewer, found.Course.slug)
    query = select(Grading, LabVersion).join(LabVersion, LabVersion.id == Grading.lab_version_id)
    query = query.where(Grading.submission_id == submission_id).order_by(Grading.queued_at.desc(), Grading.id.desc())
    return [
        GradingView(
            id=grading.id,
            status=grading.state,
            score=None if grading.score is None else float(grading.score),
            max_score=float(grading.max_score),
            lab_version=version_name(version),
            queued_at=grading.queued_at,
            graded_at=grading.finished_at if grading.state == "graded" else None,
            current=grading.id == found.Submission.current_grading_id,
        )
        for grading, version in db.execute(query.options(*WITHOUT_TEXTS))
    ]


def grade_corrected(db: Session) -> int:
    """Those that failed by a fault of their lab whose current version grades otherwise. Safe to run twice."""
    corrected = _Old.grading_hash != LabVersion.grading_hash
    return len(_again(db, _failed().where(Grading.fault_owner == "lab", corrected).limit(AT_ONCE)))


def grade_failed(db: Session, viewer: Viewer, course: str) -> list[str]:
    """All of a course, because its staff says so; answers with the lanes to wake after the commit."""
    require_staff(viewer, course)
    of_course = select(Assignment.id).join(Course, Course.id == Assignment.course_id).where(Course.slug == course)
    lanes = _again(db, _failed().where(Submission.assignment_id.in_(of_course)))
    audit.record(db, viewer.person_id, "gradings.again", f"course/{course}", course=course, amount=len(lanes))
    return lanes


def _gradable_version(db: Session, submission: Submission) -> LabVersion:
    current = select(LabVersion).join(Lab, Lab.current_version_id == LabVersion.id).options(*WITHOUT_TEXTS)
    version = db.scalars(current.where(Lab.id == submission.lab_id)).one()
    if not max_score(version, tuple(submission.exercises)):
        sentence = "The lab no longer has the exercises that this hand-in was sent for. Ask for a new upload."
        raise Problem(409, "exercises-gone", sentence)
    return version


def _failed() -> _Failed:
    """What failed and was not graded since, with the lab's current version."""
    return (
        select(Submission, LabVersion)
        .join(Grading, CURRENT)
        .join(_Old, _Old.id == Grading.lab_version_id)
        .join(Lab, Lab.id == Submission.lab_id)
        .join(LabVersion, LabVersion.id == Lab.current_version_id)
        .where(Grading.state == "failed")
        .order_by(Submission.created_at)
        .options(*WITHOUT_TEXTS)
        .with_for_update(of=Submission, skip_locked=True)
    )


def _again(db: Session, failed: _Failed) -> list[str]:
    """The lanes of what is queued now. A hand-in whose exercises the lab no longer has stays as it is."""
    gradings = [
        _grading(db, submission, version)
        for submission, version in db.execute(failed).all()
        if max_score(version, tuple(submission.exercises))
    ]
    return [grading.lane for grading in gradings]


def _grading(db: Session, submission: Submission, version: LabVersion) -> Grading:
    grading_id = uuid7()
    grading = Grading(
        id=grading_id,
        submission_id=submission.id,
        lab_version_id=version.id,
        lane=lane_of(version),
        seed=hmac.digest(server_secret(), grading_id.bytes, "sha256"),
        max_score=max_score(version, tuple(submission.exercises)),
        woken_at=text("'epoch'"),  # nobody was told yet: the next sweep does
    )
    db.add(grading)
    db.flush()
    submission.current_grading_id = grading_id
    notify(db, submission.id, ended=False)
    return grading
