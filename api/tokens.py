"""Tokens that people make for their programs: never more than they may do themselves, and bound to a place for CI."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api import audit
from api.auth import TokenRequest, Viewer, issue_token
from api.models import Assignment, Course, Token
from api.problems import Problem, forbidden, not_found


class NewToken(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    scope: Literal["student", "instructor", "ci"] = "student"
    course: str | None = Field(default=None, max_length=200)
    assignment: str | None = Field(default=None, max_length=400, description="`<course>/<assignment>`")
    days: int = Field(default=180, ge=1, le=366)


class TokenView(BaseModel):
    id: UUID
    name: str
    scope: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    course: str | None  # where alone it works; None: in all courses of its owner
    assignment: str | None


def issue(db: Session, viewer: Viewer, wanted: NewToken) -> tuple[UUID, str]:
    """The id and the plain text."""
    _prove_person(viewer)
    if wanted.scope == "ci" and not (wanted.course or wanted.assignment):
        raise Problem(422, "unbound", "A CI token must be bound: choose a `course` or an `assignment` for it.")
    if wanted.scope == "instructor" and not viewer.staff_courses:
        raise forbidden()
    course_id, assignment_id = _place(db, viewer, wanted)
    lifetime = timedelta(days=wanted.days)
    return issue_token(
        db, viewer.person_id, TokenRequest(wanted.name, wanted.scope, lifetime, course_id, assignment_id)
    )


def own(db: Session, viewer: Viewer) -> list[TokenView]:
    _prove_person(viewer)
    assignment = (Course.slug + "/" + Assignment.slug).label("assignment")
    facts = (Token.id, Token.name, Token.scope, Token.created_at, Token.expires_at, Token.last_used_at)
    query = select(*facts, Course.slug.label("course"), assignment)
    query = query.outerjoin(Course, Course.id == Token.course_id)
    query = query.outerjoin(Assignment, Assignment.id == Token.assignment_id)
    valid = query.where(Token.person_id == viewer.person_id, Token.revoked_at.is_(None))
    rows = db.execute(valid.order_by(Token.created_at))
    return [TokenView.model_validate(row, from_attributes=True) for row in rows]


def revoke(db: Session, viewer: Viewer, token_id: UUID) -> None:
    _prove_person(viewer)
    token = db.scalar(select(Token).where(Token.id == token_id, Token.person_id == viewer.person_id))
    if token is None or token.revoked_at is not None:
        raise not_found()
    token.revoked_at = db.scalars(select(func.now())).one()
    audit.record(db, viewer.person_id, "token.revoked", f"token/{token_id}")


def _prove_person(viewer: Viewer) -> None:
    """Only a signed-in person has to do with tokens: a leaked one neither breeds nor locks the others out."""
    if viewer.scope != "session":
        sentence = "A token cannot list, make or revoke tokens. Sign in on the web page and do it under Tokens."
        raise Problem(403, "session-only", sentence)


def _place(db: Session, viewer: Viewer, wanted: NewToken) -> tuple[UUID | None, UUID | None]:
    """The course and the assignment, which must be among the viewer's own."""
    if wanted.assignment is not None:
        course, _, assignment = wanted.assignment.partition("/")
        query = select(Course.id, Assignment.id).join(Assignment, Assignment.course_id == Course.id)
        query = query.where(Course.slug == course, Assignment.slug == assignment, Course.slug.in_(viewer.roles))
        row = db.execute(query).one_or_none()
        if row is None or wanted.course not in (None, course):
            raise not_found()
        return row[0], row[1]
    if wanted.course is None:
        return None, None
    if wanted.course not in viewer.roles:
        raise not_found()
    return db.scalars(select(Course.id).where(Course.slug == wanted.course)).one(), None
