"""The rules about a submission, and the only SQL that stores one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from anyio import CapacityLimiter
from sqlalchemy import Row, Select, func, select, text
from sqlalchemy.orm import Session

from api import tokens
from api.assigned import assigned
from api.auth import Viewer
from api.contents import prove_contents
from api.file_names import clean_file_name, prove_suffix
from api.labs import unknown_lab
from api.listing import Filters, all_submissions, course_submissions, mine
from api.models import (
    WITHOUT_TEXTS,
    Assignment,
    Course,
    Grading,
    IdempotencyKey,
    Lab,
    LabVersion,
    Submission,
    SubmissionMember,
)
from api.problems import Problem
from api.reading import Source, source, view
from api.scores import ScoreFilters, scores
from api.settings import get_settings
from api.storing import Received, late_factor, store
from api.views import SubmissionView

__all__ = [
    "Accepted", "Filters", "ScoreFilters", "Source", "Submitted", "Upload",
    "accept", "all_submissions", "course_submissions", "late_factor", "mine", "scores", "source", "submit", "view",
]  # fmt: skip

Given = Row[Course, Assignment, Lab, LabVersion]

# Threads of their own: forty uploads that wait for a turn must not take those that answer everybody else.
RECEIVING = CapacityLimiter(8)
# A slow upload that began in time is in time, but nobody holds a door open for an hour by sending a byte a second.
LONGEST_GRACE_S = 60.0


_QUEUE = text("""
    SELECT clock_timestamp() AS now, count(*) AS waiting, count(*) FILTER (WHERE s.person_id = :person) AS own
    FROM gradings g JOIN submissions s ON s.id = g.submission_id WHERE g.state = 'queued'
""")


@dataclass(frozen=True)
class Upload:
    """What was sent. `begun` is the monotonic clock when the request began: deadlines are judged by that moment."""

    file_name: str
    data: bytes
    lab: str | None = None
    assignment: str | None = None  # `<course>/<assignment>`
    exercises: tuple[str, ...] = ()
    idempotency_key: str | None = None
    job: str | None = None  # which a token for one job demands
    begun: float | None = None


@dataclass(frozen=True)
class Accepted:
    """`lane` is to be woken after the commit, when the submission is `created`."""

    id: UUID
    created: bool
    lane: str


@dataclass(frozen=True)
class Submitted:
    view: SubmissionView
    created: bool
    lane: str


def submit(db: Session, viewer: Viewer, upload: Upload) -> Submitted:
    """`accept`, with the submission as it stands."""
    accepted = accept(db, viewer, upload)
    return Submitted(view(db, viewer, accepted.id), accepted.created, accepted.lane)


def accept(db: Session, viewer: Viewer, upload: Upload) -> Accepted:
    """Stores the upload with its first grading, or says in one sentence why not."""
    tokens.prove_job(viewer, upload.job)
    prove_contents(upload.file_name, upload.data)
    _one_at_a_time(db, viewer)
    known = _same_request(db, viewer, upload)
    if known is not None:
        return Accepted(known, created=False, lane="")
    tokens.use(db, viewer)
    given = _given(db, viewer, upload)
    prove_suffix(upload.file_name)
    name = clean_file_name(upload.file_name)
    received_at = _prove_quota(db, viewer, upload)
    _prove_open(given.Assignment, received_at)
    _prove_attempts(db, viewer, given)
    received = Received(name, upload.data, upload.exercises, received_at)
    submission_id, lane = store(db, viewer, received, (given.Assignment, given.Lab, given.LabVersion))
    _remember_request(db, viewer, upload, submission_id)
    return Accepted(submission_id, created=True, lane=lane)


def _one_at_a_time(db: Session, viewer: Viewer) -> None:
    """A person's uploads wait for each other until commit, so that no two of them use the same last attempt."""
    number = int.from_bytes(hashlib.sha256(viewer.person_id.bytes).digest()[:8], signed=True)
    db.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def _request_sha256(viewer: Viewer, upload: Upload) -> str:
    """What a CI token sent is no other's answer: it could not read the result."""
    sender = [str(viewer.token_id)] if viewer.scope == "ci" else []
    facts = [upload.lab, upload.assignment, sorted(upload.exercises), upload.file_name, *sender]
    return hashlib.sha256(json.dumps(facts).encode() + b"\0" + upload.data).hexdigest()


def _same_request(db: Session, viewer: Viewer, upload: Upload) -> UUID | None:
    if upload.idempotency_key is None:
        return None
    if not 1 <= len(upload.idempotency_key) <= 200:  # noqa: PLR2004  said in the sentence
        raise Problem(422, "idempotency-key", "The Idempotency-Key must have 1 to 200 characters. Send a shorter one.")
    known = db.get(IdempotencyKey, (viewer.person_id, upload.idempotency_key))
    if known is None:
        return None
    if known.request_sha256 != _request_sha256(viewer, upload):
        raise Problem(
            409,
            "idempotency-conflict",
            "This Idempotency-Key was used for another upload. Use a new key for a new upload.",
        )
    return known.submission_id


def _remember_request(db: Session, viewer: Viewer, upload: Upload, submission_id: UUID) -> None:
    if upload.idempotency_key is not None:
        db.add(
            IdempotencyKey(
                person_id=viewer.person_id,
                key=upload.idempotency_key,
                request_sha256=_request_sha256(viewer, upload),
                submission_id=submission_id,
            )
        )
        db.flush()


def _given(db: Session, viewer: Viewer, upload: Upload) -> Given:
    """The one assignment, lab and version that the upload means."""
    if upload.lab is None and upload.assignment is None:
        raise Problem(422, "invalid", "Say what this is for: send the field `lab` or the field `assignment`.")
    rows = db.execute(_meant(viewer, upload)).all()
    if not rows:
        raise unknown_lab(db, viewer)
    if len(rows) > 1:
        raise Problem(422, "ambiguous", _which(upload, rows))
    _prove_exercises(upload, rows[0].LabVersion)
    return rows[0]


def _meant(viewer: Viewer, upload: Upload) -> Select[Course, Assignment, Lab, LabVersion]:
    query = assigned().where(Course.slug.in_(viewer.roles)).options(*WITHOUT_TEXTS).limit(20)
    if upload.lab is not None:
        query = query.where(Lab.slug == upload.lab)
    if upload.assignment is not None:
        query = query.where(func.concat(Course.slug, "/", Assignment.slug) == upload.assignment)
    if viewer.assignment_id is not None:
        query = query.where(Assignment.id == viewer.assignment_id)
    return query


def _which(upload: Upload, rows: Any) -> str:
    if upload.assignment is None:
        return (
            "More than one assignment gives this lab. Send the field `assignment` as `<course>/<assignment>` as well."
        )
    labs = ", ".join(row.Lab.slug for row in rows)
    return f"This assignment has several labs ({labs}). Send the field `lab` with one of them."


def _prove_exercises(upload: Upload, version: LabVersion) -> None:
    names = [exercise["name"] for exercise in version.manifest["exercises"]]
    for name in upload.exercises:
        if name not in names:
            raise Problem(
                422, "unknown-exercise", f"The lab has no exercise {name[:100]!r}. It has: {', '.join(names)}."
            )


def _prove_open(assignment: Assignment, received_at: datetime) -> None:
    if assignment.opens_at is not None and received_at < assignment.opens_at:
        raise Problem(
            403, "not-open", f"This assignment opens at {assignment.opens_at:%Y-%m-%d %H:%M %Z}. Come back then."
        )
    if assignment.closes_at is not None and received_at >= assignment.closes_at:
        raise Problem(
            403,
            "closed",
            f"This assignment closed at {assignment.closes_at:%Y-%m-%d %H:%M %Z}. Ask your instructor for more time.",
        )


def _prove_quota(db: Session, viewer: Viewer, upload: Upload) -> datetime:
    """Room in the queue, and since the question is asked anyway: when the request began, by the database clock."""
    settings = get_settings()
    row = db.execute(_QUEUE, {"person": viewer.person_id}).one()
    elapsed_s = 0.0 if upload.begun is None else min(monotonic() - upload.begun, LONGEST_GRACE_S)
    if row.waiting >= settings.queue_limit:
        sentence = "The queue is full, and nothing was stored. Send it again in a minute."
        raise Problem(503, "queue-full", sentence, Retry_After="60")
    if row.own >= settings.queue_limit_per_student:
        sentence = (
            f"You have {settings.queue_limit_per_student} submissions waiting. Wait for one of them, then send again."
        )
        raise Problem(429, "too-many-waiting", sentence, Retry_After="5")
    received_at: datetime = row.now - timedelta(seconds=elapsed_s)
    return received_at


def _prove_attempts(db: Session, viewer: Viewer, given: Given) -> None:
    """A submission that we failed to grade uses no attempt."""
    most = given.Assignment.max_attempts
    if most is None:
        return
    used = (
        select(func.count())
        .select_from(Submission)
        .join(SubmissionMember, SubmissionMember.submission_id == Submission.id)
        .join(Grading, Grading.id == Submission.current_grading_id)
        .where(Submission.assignment_id == given.Assignment.id, Submission.lab_id == given.Lab.id)
        .where(SubmissionMember.person_id == viewer.person_id, Grading.state != "failed")
    )
    if (db.scalar(used) or 0) >= most:
        raise Problem(409, "no-attempts-left", f"All {most} attempts are used. Your best result counts.")
