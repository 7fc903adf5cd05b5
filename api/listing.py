"""Submissions in lists, newest first: one's own, and a course's for its staff."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import tuple_
from sqlalchemy.orm import Session

from api.auth import Viewer, require_staff
from api.models import Course, Grading, Lab, Person, Submission
from api.reading import Found, Listed, in_common, is_member, submission_rows
from api.views import SubmissionPage, SubmissionRow


@dataclass(frozen=True)
class Filters:
    lab: str | None = None
    student: str | None = None  # a part of the name
    status: str | None = None
    limit: int = 50


def mine(db: Session, viewer: Viewer, filters: Filters, cursor: UUID | None = None) -> SubmissionPage:
    return _page(db, submission_rows().where(is_member(viewer)), filters, cursor)


def course_submissions(
    db: Session, viewer: Viewer, course: str, filters: Filters, cursor: UUID | None = None
) -> SubmissionPage:
    require_staff(viewer, course)
    return _page(db, submission_rows().where(Course.slug == course), filters, cursor, staff=True)


def all_submissions(db: Session, viewer: Viewer, course: str, filters: Filters) -> Iterator[SubmissionRow]:
    """Every page of the list, for an export."""
    cursor = None
    while True:
        page = course_submissions(db, viewer, course, filters, cursor)
        yield from page.submissions
        cursor = page.next
        if cursor is None:
            return


def _page(db: Session, query: Listed, filters: Filters, cursor: UUID | None, *, staff: bool = False) -> SubmissionPage:
    """Newest first. The cursor is the last id of the page before, so new rows never shift a page."""
    place = (Submission.created_at, Submission.id)
    found = _filtered(query, filters)
    if cursor is not None:  # one of this list: an id of somebody else's is as unknown as one that does not exist
        last = query.with_only_columns(*place).where(Submission.id == cursor).correlate(None)
        found = found.where(tuple_(*place) < last.scalar_subquery())
    rows = db.execute(found.order_by(*(column.desc() for column in place)).limit(filters.limit + 1)).all()
    more = rows[filters.limit - 1].Submission.id if len(rows) > filters.limit else None
    return SubmissionPage(submissions=[_row(row, staff=staff) for row in rows[: filters.limit]], next=more)


def _filtered(query: Listed, filters: Filters) -> Listed:
    if filters.lab:
        query = query.where(Lab.slug == filters.lab)
    if filters.student:
        query = query.where(Person.name.icontains(filters.student, autoescape=True))
    if filters.status:
        query = query.where(Grading.state == filters.status)
    return query


def _row(row: Found, *, staff: bool) -> SubmissionRow:
    failed = row.Grading if row.Grading.state == "failed" else None
    reference, fault = failed and failed.fault_reference, failed and failed.fault_reason
    return SubmissionRow(**in_common(row), student=row.Person.name, reference=reference, fault=fault if staff else None)
