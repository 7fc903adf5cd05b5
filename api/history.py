"""What was done and refused in a course, for its staff."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from api.auth import Viewer, require_staff
from api.models import AuditEntry, Course, Person
from api.views import View


class AuditLine(View):
    """`person`: who did it; the service itself where there is none. `target` is `<kind>/<id>`."""

    id: UUID
    at: datetime
    person: str | None
    action: str
    target: str
    detail: dict[str, Any]


class AuditPage(View):
    lines: list[AuditLine]
    next: UUID | None  # the cursor of the next page


def history(db: Session, viewer: Viewer, course: str, *, cursor: UUID | None = None, limit: int = 50) -> AuditPage:
    """Newest first. The cursor is the last id of the page before."""
    require_staff(viewer, course)
    facts = [getattr(AuditEntry, name) for name in AuditLine.model_fields.keys() - {"person"}]
    place = (AuditEntry.at, AuditEntry.id)
    query = (
        select(*facts, Person.name.label("person"))
        .join(Course, Course.id == AuditEntry.course_id)
        .outerjoin(Person, Person.id == AuditEntry.person_id)
        .where(Course.slug == course)
    )
    if cursor is not None:
        last = query.with_only_columns(*place).where(AuditEntry.id == cursor).correlate(None)
        query = query.where(tuple_(*place) < last.scalar_subquery())
    rows = db.execute(query.order_by(*(column.desc() for column in place)).limit(limit + 1))
    lines = [AuditLine.model_validate(row, from_attributes=True) for row in rows]
    return AuditPage(lines=lines[:limit], next=lines[limit - 1].id if len(lines) > limit else None)
