"""What staff does about one submission."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from api import overriding, queue, regrading
from api.auth import Asking
from api.database import session
from api.overriding import NewOverride
from api.problems import documented
from api.reading import read
from api.regrading import GradingView
from api.views import SubmissionView

router = APIRouter(tags=["staff"])


class Regraded(BaseModel):
    """The id of the new grading; the submission shows it from now on."""

    id: UUID


@router.post("/submissions/{submission_id}/gradings", status_code=202, responses=documented(409))
def regrade(asking: Asking, submission_id: UUID) -> Regraded:
    """Grades it again, by the lab's current version and with a fresh seed. The old grading stays beside the new one."""
    with session() as db:
        queued = regrading.regrade(db, asking, submission_id)
    queue.wake(queued.lane)
    return Regraded(id=queued.grading_id)


@router.get("/submissions/{submission_id}/gradings")
def gradings(asking: Asking, submission_id: UUID) -> list[GradingView]:
    """Newest first."""
    with session() as db:
        return regrading.gradings_of(db, asking, submission_id)


@router.put("/submissions/{submission_id}/override")
def override(asking: Asking, submission_id: UUID, wanted: NewOverride) -> SubmissionView:
    """Sets the score that counts for this lab and assignment, whatever is graded before or after."""
    with session() as db:
        overriding.override(db, asking, submission_id, wanted)
    return read(asking, submission_id)


@router.delete("/submissions/{submission_id}/override", status_code=204)
def withdraw(asking: Asking, submission_id: UUID) -> None:
    """The best result counts again."""
    with session() as db:
        overriding.withdraw(db, asking, submission_id)
