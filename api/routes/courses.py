from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from api import audit, queue, submissions, tables
from api.auth import Asking, Viewer
from api.database import session
from api.faults import FaultsView, faults
from api.file_names import attachment
from api.history import AuditPage, history
from api.problems import sent_as
from api.regrading import grade_failed
from api.submissions import Filters, ScoreFilters
from api.views import ScoresView, Status, SubmissionPage

router = APIRouter(tags=["courses"])
CSV_PAGE = 1000  # rows read at a time
Accept = Annotated[str, Header()]


class Scored(BaseModel):
    model_config = ConfigDict(extra="forbid")

    lab: str | None = Field(default=None, max_length=200, description="`<course>/<lab>`")
    student: str | None = Field(default=None, max_length=200, description="A part of the name.")


class Retried(BaseModel):
    queued: int


class Paged(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cursor: UUID | None = None
    limit: int = Field(default=50, ge=1, le=200)


class Shown(Scored, Paged):
    status: Status | None = None

    @property
    def filters(self) -> Filters:
        return Filters(self.lab, self.student, self.status, self.limit)


@router.get("/courses/{course}/submissions", responses={200: {"model": SubmissionPage, "content": {"text/csv": {}}}})
def listing(asking: Asking, course: str, shown: Annotated[Shown, Query()], accept: Accept = "") -> Response:
    """Newest first. As CSV (by `Accept: text/csv`, or at `/submissions.csv`) all of them at once."""
    if "text/csv" in accept:
        return listing_csv(asking, course, shown)
    with session() as db:
        page = submissions.course_submissions(db, asking, course, shown.filters, shown.cursor)
    return Response(page.model_dump_json(), media_type="application/json")


@router.get("/courses/{course}/submissions.csv", response_class=Response, responses=sent_as("text/csv"))
def listing_csv(asking: Asking, course: str, shown: Annotated[Shown, Query()]) -> Response:
    filters = replace(shown.filters, limit=CSV_PAGE)
    with session() as db:
        text = tables.submissions(submissions.all_submissions(db, asking, course, filters))
        _exported(db, asking, course, "submissions")
    return _csv(text, f"{course}-submissions.csv")


@router.get("/courses/{course}/scores", responses={200: {"model": ScoresView, "content": {"text/csv": {}}}})
def scores(asking: Asking, course: str, scored: Annotated[Scored, Query()], accept: Accept = "") -> Response:
    as_csv = "text/csv" in accept
    with session() as db:
        found = submissions.scores(db, asking, course, ScoreFilters(scored.lab, scored.student))
        if as_csv:
            _exported(db, asking, course, "scores")
    if as_csv:
        return _csv(tables.scores(found), f"{course}-scores.csv")
    return Response(found.model_dump_json(), media_type="application/json")


@router.get("/courses/{course}/scores.csv", response_class=Response, responses=sent_as("text/csv"))
def scores_csv(asking: Asking, course: str, scored: Annotated[Scored, Query()]) -> Response:
    return scores(asking, course, scored, "text/csv")


@router.get("/courses/{course}/faults")
def broken(asking: Asking, course: str) -> FaultsView:
    """Gradings that failed, with the reason (of a lab: file, line, what to write), and versions that were refused."""
    with session() as db:
        return faults(db, asking, course)


@router.post("/courses/{course}/faults/retry", status_code=202)
def retry(asking: Asking, course: str) -> Retried:
    """Grades every failed hand-in of the course again, against the lab's current version.

    What failed by its lab is graded again without this once a corrected version is published.
    """
    with session() as db:
        lanes = grade_failed(db, asking, course)
    for lane in lanes:
        queue.wake(lane)
    return Retried(queued=len(lanes))


@router.get("/courses/{course}/audit")
def audit_of(asking: Asking, course: str, paged: Annotated[Paged, Query()]) -> AuditPage:
    """What staff did, what was refused to students, what was published; newest first."""
    with session() as db:
        return history(db, asking, course, cursor=paged.cursor, limit=paged.limit)


def _exported(db: Session, asking: Viewer, course: str, what: str) -> None:
    audit.record_once_a_minute(db, asking.person_id, f"exported.{what}", f"course/{course}", course=course)


def _csv(text: str, name: str) -> Response:
    return Response(text, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": attachment(name)})
