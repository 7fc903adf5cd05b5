"""What people did and were refused, as rows that nobody changes; `api.history` reads them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from api.models import AuditEntry, Course

LONGEST_TARGET = 200

# A flood leaves one row a minute: nothing is written for the others, not even a dead row.
_ONCE_A_MINUTE = text("""
    INSERT INTO audit (id, person_id, action, target, course_id, minute)
    VALUES (:id, :person_id, :action, :target, (SELECT id FROM courses WHERE slug = :course),
        date_trunc('minute', clock_timestamp()))
    ON CONFLICT DO NOTHING
""")


def record(
    db: Session, person_id: UUID | None, action: str, target: str, *, course: str | UUID | None = None, **detail: Any
) -> None:
    """Part of the transaction that does it: there is no act without its row, and no row without its act."""
    found = select(Course.id).where(Course.slug == course).scalar_subquery() if isinstance(course, str) else course
    db.add(AuditEntry(person_id=person_id, action=action, target=target, course_id=found, detail=detail))


def record_once_a_minute(db: Session, person_id: UUID, action: str, target: str, *, course: str | None = None) -> None:
    """For what somebody can repeat as fast as they like: a refusal, an export. By person, action and course."""
    facts = {"id": uuid7(), "person_id": person_id, "action": action, "target": target[:LONGEST_TARGET]}
    db.execute(_ONCE_A_MINUTE, facts | {"course": course})
