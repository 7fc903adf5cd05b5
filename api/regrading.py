"""Gradings that failed are graded again: the old one stays beside the new one, and nobody hands anything in twice."""

from __future__ import annotations

import hmac

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session, aliased
from uuid_utils.compat import uuid7

from api.auth import Viewer, audit, require_staff
from api.database import notify
from api.models import WITHOUT_TEXTS, Assignment, Course, Grading, Lab, LabVersion, Submission
from api.settings import server_secret
from api.storing import lane_of, max_score

AT_ONCE = 500  # the sweeper comes again

# The second half says nothing new, but lets PostgreSQL begin with the few failed ones.
CURRENT = (Grading.id == Submission.current_grading_id) & (Grading.submission_id == Submission.id)

_Failed = Select[Submission, LabVersion]
_Old = aliased(LabVersion)


def grade_corrected(db: Session) -> int:
    """Those that failed by a fault of their lab whose current version grades otherwise. Safe to run twice."""
    corrected = _Old.grading_hash != LabVersion.grading_hash
    return len(_again(db, _failed().where(Grading.fault_owner == "lab", corrected).limit(AT_ONCE)))


def grade_failed(db: Session, viewer: Viewer, course: str) -> list[str]:
    """All of a course, because its staff says so; answers with the lanes to wake after the commit."""
    require_staff(viewer, course)
    of_course = select(Assignment.id).join(Course, Course.id == Assignment.course_id).where(Course.slug == course)
    lanes = _again(db, _failed().where(Submission.assignment_id.in_(of_course)))
    audit(db, viewer.person_id, "gradings.again", f"course/{course}", amount=len(lanes))
    return lanes


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
