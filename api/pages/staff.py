"""A course as its staff sees it: who handed in what, and the scores."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, field_validator

from api import listing, queue
from api.database import session
from api.faults import faults
from api.labs import labs_of
from api.listing import Filters
from api.pages.reader import Reader
from api.pages.render import page
from api.regrading import grade_failed
from api.scores import ScoreFilters, scores
from api.views import Status
from api.workers import open_layers, workers

router = APIRouter()


class Shown(BaseModel):
    """The filters as the form sends them: a field that was left empty filters nothing."""

    model_config = ConfigDict(frozen=True)

    lab: str | None = None
    student: str | None = None
    status: Status | None = None
    cursor: UUID | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return value or None

    def query(self, **changes: object) -> str:
        return urlencode({name: value for name, value in (self.model_dump() | changes).items() if value})


@router.post("/courses/{course}/again")
def again(reader: Reader, course: str) -> Response:
    with session() as db:
        lanes = grade_failed(db, reader, course)
    for lane in lanes:
        queue.wake(lane)
    return RedirectResponse(f"/courses/{course}", HTTPStatus.SEE_OTHER)


@router.get("/courses/{course}")
def course(request: Request, reader: Reader, course: str, shown: Annotated[Shown, Query()]) -> Response:
    filters = Filters(lab=shown.lab, student=shown.student, status=shown.status)
    with session() as db:
        found = listing.course_submissions(db, reader, course, filters, shown.cursor)
        gradebook = scores(db, reader, course, ScoreFilters(lab=shown.lab, student=shown.student))
        broken = faults(db, reader, course)
        open_ = open_layers(workers(db, reader))
        given = [lab for lab in labs_of(db, reader) if lab.assignment.course == course]
    api = f"/api/v1/courses/{course}"
    return page(
        request,
        "course",
        title=given[0].assignment.course_title if given else course,
        zone=given[0].assignment.zone if given else "UTC",
        labs=given,
        course=course,
        shown=shown,
        faults=broken,
        open_layers=open_,
        submissions=found.submissions,
        older=f"/courses/{course}?{shown.query(cursor=found.next)}" if found.next else "",
        scores=gradebook,
        submissions_csv=f"{api}/submissions.csv?{shown.query(cursor=None)}",
        scores_csv=f"{api}/scores.csv?{shown.query(cursor=None, status=None)}",
    )
