"""Tokens for one's own programs: the list, the form, and the one page that shows a new token."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import groupby
from operator import attrgetter
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ConfigDict, Field, field_validator

from api import tokens
from api.auth import Viewer
from api.database import session
from api.labs import labs_of
from api.pages.reader import Reader
from api.pages.render import page
from api.problems import Problem
from api.settings import get_settings
from api.tokens import NewToken
from api.views import LabView

router = APIRouter()


class Asked(NewToken):
    """The form, where one list offers whole courses and single assignments, and an empty field says nothing."""

    model_config = ConfigDict(str_strip_whitespace=True)

    place: str = Field(default="", max_length=400)

    @field_validator("job", "person", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    def wanted(self) -> NewToken:
        field = "assignment" if "/" in self.place else "course"
        return self.model_copy(update={field: self.place}) if self.place else self


@router.get("/tokens")
def own(request: Request, reader: Reader) -> Response:
    return _list(request, reader)


@router.post("/tokens")
def make(request: Request, reader: Reader, asked: Annotated[Asked, Form()]) -> Response:
    """Answers with the page itself: a redirect would have to keep the plain text somewhere on its way."""
    try:
        with session() as db:
            plain = tokens.issue(db, reader, asked.wanted())[1]
            labs = labs_of(db, reader)
    except Problem as problem:
        if problem.status == HTTPStatus.NOT_FOUND:
            raise
        return _list(request, reader, asked, problem)
    url = (get_settings().public_url or str(request.base_url)).rstrip("/")
    shell = f"export ALLCLOSE_URL={url}\nexport ALLCLOSE_TOKEN={plain}\n{_use(asked, labs)}"
    told = {"name": asked.name, "for_another": asked.person is not None, "plain": plain, "shell": shell}
    return page(request, "token", status_code=HTTPStatus.CREATED, **told)


@router.post("/tokens/{token_id}/revoke")
def revoke(reader: Reader, token_id: UUID) -> Response:
    with session() as db:
        tokens.revoke(db, reader, token_id)
    return RedirectResponse("/tokens", HTTPStatus.SEE_OTHER)


def _list(request: Request, reader: Viewer, asked: Asked | None = None, problem: Problem | None = None) -> Response:
    with session() as db:
        mine = tokens.own(db, reader)
        labs = labs_of(db, reader)
        students = tokens.students(db, reader)
    return page(
        request,
        "tokens",
        status_code=problem.status if problem else HTTPStatus.OK,
        tokens=mine,
        now=datetime.now(UTC),
        zone=labs[0].assignment.zone if labs else "UTC",
        courses={course: _course(course, labs) for course in sorted(reader.roles)},
        students=[(course, list(some)) for course, some in groupby(students, key=attrgetter("course"))],
        asked=asked or Asked.model_construct(name=""),
        problem=problem and problem.detail,
    )


def _course(course: str, labs: list[LabView]) -> tuple[str, dict[str, str]]:
    """The title of the course and those of its assignments."""
    given = [lab.assignment for lab in labs if lab.assignment.course == course]
    return given[0].course_title if given else course, {each.assignment: each.title for each in given}


def _use(asked: Asked, labs: list[LabView]) -> str:
    """A command that this very token may give."""
    fitting = [lab for lab in labs if asked.place in ("", lab.assignment.course, lab.assignment.assignment)]
    if asked.scope == "instructor":
        course = asked.place.partition("/")[0] or "COURSE"
        return f'curl -H "Authorization: Bearer $ALLCLOSE_TOKEN" "$ALLCLOSE_URL/api/v1/courses/{course}/scores.csv"'
    job = f" --job {shlex.quote(asked.job)}" if asked.job else ""
    return f"allclose submit {fitting[0].lab if fitting else 'COURSE/LAB'} solution.py{job}"
