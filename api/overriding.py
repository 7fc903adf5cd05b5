"""A score that staff sets: it stands in the gradebook whatever is graded before or after, until staff takes it back."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from api import audit
from api.auth import Viewer, require_staff
from api.models import GradebookEntry, Submission, SubmissionMember
from api.reading import Found, visible

HIGHEST = 1_000_000


class NewOverride(BaseModel):
    """The points of the lab as they count, and why: the student reads both."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    score: Decimal = Field(ge=0, le=HIGHEST, decimal_places=2, allow_inf_nan=False)
    reason: str = Field(min_length=1, max_length=500)


def override(db: Session, viewer: Viewer, submission_id: UUID, wanted: NewOverride) -> None:
    """For everybody who gets the grade of this submission, in its lab and assignment."""
    found = _of_own_course(db, viewer, submission_id)
    facts = {
        "override": wanted.score,
        "override_reason": wanted.reason,
        "override_by": viewer.person_id,
        "override_at": func.now(),
    }
    for key in _entries(db, found.Submission):
        entry = insert(GradebookEntry).values(**key, **facts)
        db.execute(entry.on_conflict_do_update(index_elements=list(key), set_=facts))
    told = {"score": float(wanted.score), "reason": wanted.reason}
    audit.record(db, viewer.person_id, "score.set", f"submission/{submission_id}", course=found.Course.slug, **told)


def withdraw(db: Session, viewer: Viewer, submission_id: UUID) -> None:
    """Back to the best result. Nothing happens where nothing was set."""
    found = _of_own_course(db, viewer, submission_id)
    entries = [db.get(GradebookEntry, key, with_for_update=True) for key in _entries(db, found.Submission)]
    given = [entry for entry in entries if entry is not None and entry.override is not None]
    for entry in given:
        entry.override = entry.override_reason = entry.override_by = entry.override_at = None
    if given:
        target = f"submission/{submission_id}"
        audit.record(db, viewer.person_id, "score.withdrawn", target, course=found.Course.slug)


def _of_own_course(db: Session, viewer: Viewer, submission_id: UUID) -> Found:
    found = visible(db, viewer, submission_id)
    require_staff(viewer, found.Course.slug)
    return found


def _entries(db: Session, submission: Submission) -> list[dict[str, UUID]]:
    """The keys of the gradebook, in an order in which two who ask at once do not block each other."""
    members = select(SubmissionMember.person_id).where(SubmissionMember.submission_id == submission.id)
    return [
        {"person_id": person_id, "assignment_id": submission.assignment_id, "lab_id": submission.lab_id}
        for person_id in db.scalars(members.order_by(SubmissionMember.person_id))
    ]
