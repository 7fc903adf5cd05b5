"""Who is asking: bearer tokens for programs, a signed cookie for pages, and what each may see."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from fastapi import Depends, Request
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from api import audit
from api.database import session
from api.models import Course, Enrolment, Identity, Person, SignIn, Token
from api.problems import Problem, forbidden, unauthorized

PREFIX = "alc_"
_IN_ADDRESS = re.compile(rf"{PREFIX}[\w-]{{40}}")
LONGEST_TOKEN = 100  # ours have 47 characters; a longer one is not even hashed
STAFF = ("assistant", "instructor")
SIGN_IN = "sign_in"  # what the session cookie holds: the id of a row, which ends it on our side too
SESSION_LIFETIME = timedelta(days=14)
MOST_SESSIONS = 100  # of one person; the oldest is signed out

# The least that OWASP advises: a flood of sign-ins must not take the machine from the gradings.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified when the name is unknown, so that the answer takes the same time.
_NOBODY = _hasher.hash(secrets.token_hex(16))


@dataclass(frozen=True)
class Viewer:
    """`roles` holds the role by course slug, already narrowed to what the token allows."""

    person_id: UUID
    name: str
    roles: dict[str, str] = field(default_factory=dict)
    scope: str = "session"
    assignment_id: UUID | None = None  # a token for one assignment submits nowhere else
    token_id: UUID | None = None
    job: str | None = None  # what a token for one job may hand in for
    single_use: bool = False

    def is_staff(self, course: str) -> bool:
        return self.roles.get(course) in STAFF

    @property
    def staff_courses(self) -> tuple[str, ...]:
        return tuple(sorted(course for course in self.roles if self.is_staff(course)))


def viewer(request: Request) -> Viewer:
    """For routes that need somebody: 401 otherwise."""
    found = maybe_viewer(request)
    if found is None:
        raise unauthorized()
    return found


def maybe_viewer(request: Request) -> Viewer | None:
    """A token that is sent must be right; without one the session's person counts, else nobody."""
    header = request.headers.get("authorization")
    if _IN_ADDRESS.search(request.url.query):  # addresses are kept: in histories, by proxies, in logs
        raise unauthorized()
    request.state.person = None  # whose requests these are, for `api.limiting`: nobody's, until it is known better
    with session() as db:
        if header is not None:
            found: Viewer | None = _by_token(db, header)
        else:
            found = _by_session(db, request.session)
    if found is not None:
        request.state.person = found.person_id
    return found


Asking = Annotated[Viewer, Depends(viewer)]


def require_staff(asking: Viewer, course: str) -> None:
    """403, and a line in the audit that outlives the refused request."""
    if asking.is_staff(course):
        return
    refused(asking, "staff-only", f"course/{course}", course)
    raise forbidden()


def refused(asking: Viewer, why: str, target: str, course: str | None = None) -> None:
    """A line in the audit that outlives the refused request."""
    with session() as db:
        audit.record_once_a_minute(db, asking.person_id, f"refused.{why}", target, course=course)


def sign_in(db: Session, name: str, password: str) -> UUID:
    """The person with this name and password; `enter` makes a session of it."""
    identity = db.scalar(select(Identity).where(Identity.provider == "password", Identity.subject == name[:200]))
    try:
        _hasher.verify((identity and identity.secret_hash) or _NOBODY, password[:1000])
    except (VerificationError, InvalidHashError) as error:
        text = "This name and password do not fit together. Check both and try again."
        raise Problem(401, "sign-in", text) from error
    if identity is None:
        raise unauthorized()
    return identity.person_id


def enter(db: Session, cookie: dict[str, Any], person_id: UUID) -> None:
    """A session of its own for each sign-in: whatever the cookie was before ends."""
    leave(db, cookie)
    ours = select(SignIn.id).where(SignIn.person_id == person_id, SignIn.created_at > func.now() - SESSION_LIFETIME)
    kept = ours.order_by(SignIn.created_at.desc()).limit(MOST_SESSIONS - 1)
    db.execute(delete(SignIn).where(SignIn.person_id == person_id, SignIn.id.not_in(kept)))
    entered = SignIn(person_id=person_id)
    db.add(entered)
    db.flush()
    cookie[SIGN_IN] = str(entered.id)


def leave(db: Session, cookie: dict[str, Any]) -> None:
    """Ends it here and in the browser: a copy of the cookie is worth nothing any more."""
    known = cookie.get(SIGN_IN)
    cookie.clear()
    if known is not None:
        db.execute(delete(SignIn).where(SignIn.id == UUID(known)))


def hash_password(password: str) -> str:
    return _hasher.hash(password)


@dataclass(frozen=True)
class TokenRequest:
    name: str
    scope: str
    lifetime: timedelta | None = None
    course_id: UUID | None = None
    assignment_id: UUID | None = None
    job: str | None = None
    single_use: bool = False
    issued_by: UUID | None = None  # staff, where it is not for themselves


def issue_token(db: Session, person_id: UUID, wanted: TokenRequest) -> tuple[UUID, str]:
    """The token's id and its plain text, which is nowhere kept."""
    plain = PREFIX + secrets.token_urlsafe(32)
    token = Token(
        person_id=person_id,
        secret_sha256=_digest(plain),
        name=wanted.name,
        scope=wanted.scope,
        course_id=wanted.course_id,
        assignment_id=wanted.assignment_id,
        expires_at=None if wanted.lifetime is None else func.now() + wanted.lifetime,
        job=wanted.job,
        single_use=wanted.single_use,
        issued_by=wanted.issued_by,
    )
    db.add(token)
    db.flush()
    told = {"scope": wanted.scope, "person": str(person_id), "single_use": wanted.single_use, "job": wanted.job}
    issuer, target = wanted.issued_by or person_id, f"token/{token.id}"
    audit.record(db, issuer, "token.issued", target, course=wanted.course_id, **told)
    return token.id, plain


def token_is_valid(db: Session, person_id: UUID, plain: str) -> bool:
    row = db.execute(_TOKEN, {"digest": _digest(plain)}).one_or_none()
    return row is not None and row.person_id == person_id


def _digest(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()


# One question for the token, its owner and what they may do in each course that the token speaks for.
_TOKEN = text("""
    SELECT t.id, t.person_id, p.name, t.scope, t.secret_sha256, t.assignment_id, t.job, t.single_use,
        t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute' AS stale,
        (
            SELECT coalesce(jsonb_object_agg(c.slug, e.role), '{}')
            FROM enrolments e JOIN courses c ON c.id = e.course_id
            WHERE e.person_id = t.person_id AND (t.course_id IS NULL OR c.id = t.course_id)
        ) AS roles
    FROM tokens t JOIN people p ON p.id = t.person_id
    WHERE t.secret_sha256 = :digest AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())
""")


def _by_token(db: Session, header: str) -> Viewer:
    kind, _, plain = header.partition(" ")
    if kind.lower() != "bearer" or not plain.startswith(PREFIX) or len(plain) > LONGEST_TOKEN:
        raise unauthorized()
    digest = _digest(plain)
    row = db.execute(_TOKEN, {"digest": digest}).one_or_none()
    if row is None or not secrets.compare_digest(row.secret_sha256, digest):
        raise unauthorized()
    if row.stale:  # kept to the minute, so that a polling program does not write a row with every request
        db.execute(text("UPDATE tokens SET last_used_at = now() WHERE id = :id"), {"id": row.id})
    roles = row.roles if row.scope == "instructor" else dict.fromkeys(row.roles, "student")
    return Viewer(row.person_id, row.name, roles, row.scope, row.assignment_id, row.id, row.job, row.single_use)


def _by_session(db: Session, cookie: dict[str, Any]) -> Viewer | None:
    """The signature says that the cookie is ours, its row that nobody has signed out since."""
    if SIGN_IN not in cookie:
        return None
    entered = select(Person).join(SignIn, SignIn.person_id == Person.id).where(SignIn.id == UUID(cookie[SIGN_IN]))
    person = db.scalar(entered.where(SignIn.created_at > func.now() - SESSION_LIFETIME))
    if person is None:
        return None
    query = select(Course.slug, Enrolment.role).join(Enrolment, Enrolment.course_id == Course.id)
    roles = {row.slug: row.role for row in db.execute(query.where(Enrolment.person_id == person.id))}
    return Viewer(person.id, person.name, roles)
