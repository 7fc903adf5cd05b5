"""Tokens that people make for their programs: never more than they may do themselves, and bound to a place for CI."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from api import audit
from api.auth import TokenRequest, Viewer, issue_token, refused, require_staff
from api.models import Assignment, Course, Enrolment, Grading, Person, Submission, Token
from api.problems import Problem, forbidden, not_found

MOST_LISTED = 200
MOST_OWN = 100  # of those that a person made and that still work: all of them stand in the list


class NewToken(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    scope: Literal["student", "instructor", "ci"] = "student"
    course: str | None = Field(default=None, max_length=200)
    assignment: str | None = Field(default=None, max_length=400, description="`<course>/<assignment>`")
    days: int = Field(default=180, ge=1, le=366)
    single_use: bool = Field(default=False, description="For CI: it hands in once.")
    job: str | None = Field(
        default=None, min_length=1, max_length=200, description="For CI: uploads must name the same job."
    )
    person: UUID | None = Field(default=None, description="For CI, by staff: the student it hands in for.")


class TokenView(BaseModel):
    id: UUID
    name: str
    scope: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    course: str | None  # where alone it works; None: in all courses of its owner
    assignment: str | None
    single_use: bool
    used_at: datetime | None  # by the one upload of a single use
    job: str | None
    person: str  # for whom it hands in
    issued_by: str | None  # staff, where it was not that person


class StudentView(BaseModel):
    """Somebody for whom staff may make a CI token."""

    person: UUID
    name: str
    course: str


def issue(db: Session, viewer: Viewer, wanted: NewToken) -> tuple[UUID, str]:
    """The id and the plain text."""
    _prove_issuer(viewer, wanted)
    _prove_whole(wanted)
    if wanted.scope == "instructor" and not viewer.staff_courses:
        raise forbidden()
    course_id, assignment_id = _place(db, viewer, wanted)
    if wanted.person is None:
        _prove_room(db, viewer)
    owner = viewer.person_id if wanted.person is None else _student(db, viewer, wanted.person, course_id)
    request = TokenRequest(
        wanted.name,
        wanted.scope,
        timedelta(days=wanted.days),
        course_id,
        assignment_id,
        job=wanted.job,
        single_use=wanted.single_use,
        issued_by=None if wanted.person is None else viewer.person_id,
    )
    return issue_token(db, owner, request)


def own(db: Session, viewer: Viewer) -> list[TokenView]:
    """Those that speak for the viewer, and those that the viewer made for others; the oldest first."""
    _prove_person(viewer, "list")
    staff = aliased(Person)
    named = {
        "course": Course.slug,
        "assignment": Course.slug + "/" + Assignment.slug,
        "person": Person.name,
        "issued_by": staff.name,
    }
    facts = [getattr(Token, name) for name in TokenView.model_fields.keys() - named]
    query = (
        select(*facts, *(column.label(name) for name, column in named.items()))
        .join(Person, Person.id == Token.person_id)
        .outerjoin(staff, staff.id == Token.issued_by)
        .outerjoin(Course, Course.id == Token.course_id)
        .outerjoin(Assignment, Assignment.id == Token.assignment_id)
        .where(_of(viewer), Token.revoked_at.is_(None))
        .order_by(Token.created_at.desc(), Token.id.desc())
        .limit(MOST_LISTED)
    )
    return [TokenView.model_validate(row, from_attributes=True) for row in reversed(db.execute(query).all())]


def students(db: Session, viewer: Viewer) -> list[StudentView]:
    """For whom the viewer may make CI tokens, by course."""
    query = (
        select(Person.id.label("person"), Person.name, Course.slug.label("course"))
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Course.slug.in_(viewer.staff_courses), Enrolment.role == "student")
        .order_by(Course.slug, Person.name, Person.id)
    )
    return [StudentView.model_validate(row, from_attributes=True) for row in db.execute(query)]


def revoke(db: Session, viewer: Viewer, token_id: UUID) -> None:
    _prove_person(viewer, "revoke")
    token = db.scalar(select(Token).where(Token.id == token_id, _of(viewer)))
    if token is None or token.revoked_at is not None:
        raise not_found()
    token.revoked_at = db.scalars(select(func.now())).one()
    audit.record(db, viewer.person_id, "token.revoked", f"token/{token_id}", course=token.course_id)


def prove_job(viewer: Viewer, job: str | None) -> None:
    """A token for one job serves no other, and what is said to no purpose is a mistake that the job should know."""
    if viewer.job != job:
        sentence = (
            "This upload is not for the job that the token was made for. Send the field `job` exactly as the token's, "
            "or leave it out where the token has none."
        )
        raise Problem(409, "other-job", sentence)


def use(db: Session, viewer: Viewer) -> None:
    """In the transaction that stores the upload: a refused one uses nothing, and of many at once one comes through.

    Nor does one that we failed to grade, as it uses no attempt.
    """
    if not viewer.single_use:
        return
    grading = Grading.id == Submission.current_grading_id
    sent = exists().where(grading, Grading.state != "failed", Submission.person_id == viewer.person_id)
    unused = or_(Token.used_at.is_(None), ~sent.where(Submission.token_id == viewer.token_id))
    used = update(Token).where(Token.id == viewer.token_id, unused).values(used_at=func.now())
    if db.scalar(used.returning(Token.id)) is None:
        sentence = "This token was for one upload, and that was made. Ask for a new token for a new upload."
        raise Problem(409, "token-used", sentence)


def _of(viewer: Viewer) -> ColumnElement[bool]:
    return or_(Token.person_id == viewer.person_id, Token.issued_by == viewer.person_id)


def _prove_issuer(viewer: Viewer, wanted: NewToken) -> None:
    """A program of staff hands each CI job its token; what it makes is used once and gone with the day."""
    fleeting = wanted.scope == "ci" and wanted.single_use and wanted.days == 1
    if viewer.scope == "instructor" and wanted.person is not None and fleeting:
        return
    _prove_person(viewer, "make")


def _prove_person(viewer: Viewer, what: str) -> None:
    """Only a signed-in person has to do with tokens: a leaked one neither breeds nor locks the others out."""
    if viewer.scope != "session":
        refused(viewer, "session-only", f"tokens/{what}")
        sentence = (
            "A token cannot list, make or revoke tokens. Sign in on the web page and do it under Tokens. "
            "(One of staff may make CI tokens for a `person`, with `single_use` and for one day.)"
        )
        raise Problem(403, "session-only", sentence)


def _prove_whole(wanted: NewToken) -> None:
    ci = wanted.scope == "ci"
    if ci and not (wanted.course or wanted.assignment):
        raise Problem(422, "unbound", "A CI token must be bound: choose a `course` or an `assignment` for it.")
    if not ci and (wanted.single_use or wanted.job or wanted.person):
        sentence = "Only a CI token is for a single use, for one job or for somebody else. Choose the scope `ci`."
        raise Problem(422, "not-ci", sentence)


def _prove_room(db: Session, viewer: Viewer) -> None:
    working = Token.revoked_at.is_(None) & or_(Token.expires_at.is_(None), Token.expires_at > func.now())
    own = select(func.count()).where(Token.person_id == viewer.person_id, Token.issued_by.is_(None), working)
    if db.scalars(own).one() >= MOST_OWN:
        sentence = f"You have {MOST_OWN} tokens, which is the most. Revoke those that you no longer use, then make one."
        raise Problem(409, "too-many-tokens", sentence)


def _student(db: Session, viewer: Viewer, person_id: UUID, course_id: UUID | None) -> UUID:
    """A student of the course, for its staff."""
    require_staff(viewer, db.scalars(select(Course.slug).where(Course.id == course_id)).one())
    enrolled = db.get(Enrolment, (person_id, course_id))
    if enrolled is None or enrolled.role != "student":
        raise not_found()
    return person_id


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
