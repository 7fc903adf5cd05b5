"""The courses and people of a first evening: every shipped lab as an assignment without an attempt limit.

Only the embedded database gets them. Signing in without a password works from the same machine alone.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from fastapi import Request
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from api.auth import TokenRequest, hash_password, issue_token, token_is_valid
from api.hosts import is_this_machine
from api.models import Assignment, AssignmentLab, Course, Enrolment, Identity, Lab, LabVersion, Person
from api.problems import not_found

PROVIDER = "demo"
PEOPLE = {
    "student": ("Demo student", "student", "student"),
    "student2": ("Second demo student", "student", "student"),
    "instructor": ("Demo instructor", "instructor", "instructor"),
    "ci": ("Demo CI job", "student", "ci"),
}
CI_LIFETIME = timedelta(days=180)  # made anew by the first start after it


@dataclass(frozen=True)
class Demo:
    """What `demo.json` keeps, since the database holds hashes only."""

    tokens: dict[str, str] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)


def ensure_demo(db: Session, known: Demo) -> Demo:
    """Makes what is missing. Tokens and passwords that are known and still right are kept, the others made anew."""
    people = {key: _person(db, key) for key in PEOPLE}
    for lab in db.scalars(select(Lab).where(Lab.current_version_id.is_not(None)).order_by(Lab.slug)):
        _give(db, lab, people)
    return Demo(
        tokens={key: _token(db, key, people[key], known) for key in PEOPLE},
        passwords={key: _password(db, key, people[key], known) for key in PEOPLE if key != "ci"},
    )


def demo_people(db: Session) -> list[tuple[str, str]]:
    """(key, name) of those who may sign in by a button; none in a service without the demo."""
    query = select(Identity.subject, Person.name).join(Person, Person.id == Identity.person_id)
    rows = db.execute(
        query.where(Identity.provider == PROVIDER, Identity.subject != "ci").order_by(Identity.created_at)
    )
    return [(row.subject, row.name) for row in rows]


def sign_in_demo(db: Session, request: Request, key: str) -> UUID:
    """The demo person, for a browser on this machine only: a port that is open to the world must not be."""
    person_id = db.scalar(select(Identity.person_id).where(Identity.provider == PROVIDER, Identity.subject == key))
    if person_id is None or not from_this_machine(request):
        raise not_found()
    return person_id


def from_this_machine(request: Request) -> bool:
    """By the address of the browser and by the one it asked for: a page of another site may give its own name the
    address of this machine, and its requests would come from here too.
    """
    asked = request.url.hostname or ""
    return request.client is not None and is_this_machine(request.client.host) and is_this_machine(asked)


def _person(db: Session, key: str) -> UUID:
    known = db.scalar(select(Identity.person_id).where(Identity.provider == PROVIDER, Identity.subject == key))
    if known is not None:
        return known
    person = Person(name=PEOPLE[key][0])
    db.add(person)
    db.flush()
    db.add(Identity(person_id=person.id, provider=PROVIDER, subject=key))
    db.flush()
    return person.id


def _give(db: Session, lab: Lab, people: dict[str, UUID]) -> None:
    course_slug, _, lab_slug = lab.slug.partition("/")
    db.execute(insert(Course).values(slug=course_slug, title=_title(course_slug)).on_conflict_do_nothing())
    course_id = db.scalars(select(Course.id).where(Course.slug == course_slug)).one()
    for key, person_id in people.items():
        row = insert(Enrolment).values(person_id=person_id, course_id=course_id, role=PEOPLE[key][1])
        db.execute(row.on_conflict_do_nothing())
    title = db.get_one(LabVersion, lab.current_version_id).manifest["title"]
    assignment = insert(Assignment).values(course_id=course_id, slug=lab_slug, title=title)
    db.execute(assignment.on_conflict_do_nothing())
    assignment_id = db.scalars(select(Assignment.id).filter_by(course_id=course_id, slug=lab_slug)).one()
    db.execute(insert(AssignmentLab).values(assignment_id=assignment_id, lab_id=lab.id).on_conflict_do_nothing())


def _title(slug: str) -> str:
    """`manipal-cse3281` reads as Manipal CSE3281."""
    return " ".join(word.upper() if re.search(r"\d", word) else word.capitalize() for word in slug.split("-"))


def _token(db: Session, key: str, person_id: UUID, known: Demo) -> str:
    plain = known.tokens.get(key)
    if plain is not None and token_is_valid(db, person_id, plain):
        return plain
    scope = PEOPLE[key][2]
    lifetime = CI_LIFETIME if scope == "ci" else None
    return issue_token(db, person_id, TokenRequest("demo.json", scope, lifetime))[1]


def _password(db: Session, key: str, person_id: UUID, known: Demo) -> str:
    own = select(Identity).where(Identity.person_id == person_id, Identity.provider == "password")
    if key in known.passwords and db.scalar(own) is not None:
        return known.passwords[key]
    password = secrets.token_urlsafe(9)
    identity = insert(Identity).values(
        person_id=person_id, provider="password", subject=key, secret_hash=hash_password(password)
    )
    fresh = {"secret_hash": identity.excluded.secret_hash}
    db.execute(identity.on_conflict_do_update(index_elements=["provider", "subject"], set_=fresh))
    return password
