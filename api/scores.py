"""The gradebook of a course, as it counts: late factor and override included."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.assigned import assigned
from api.auth import Viewer, require_staff
from api.labs import is_weak
from api.models import (
    WITHOUT_TEXTS,
    Assignment,
    AssignmentLab,
    Course,
    Enrolment,
    GradebookEntry,
    Grading,
    Lab,
    LabVersion,
    Person,
)
from api.views import OverrideView, ScoreCell, ScoreColumn, ScoreRow, ScoresView

EMPTY = ScoreCell(score=None, raw=None, late_factor=1.0, submission_id=None)
Key = tuple[UUID, UUID]  # assignment, lab


@dataclass(frozen=True)
class ScoreFilters:
    lab: str | None = None
    student: str | None = None  # a part of the name


def scores(db: Session, viewer: Viewer, course: str, filters: ScoreFilters) -> ScoresView:
    """Every student of the course, with or without points, and every lab of its assignments.

    What the filters leave out is left out of the totals too.
    """
    require_staff(viewer, course)
    columns = _columns(db, course, filters.lab)
    cells = _cells(db, course)
    rows = [_row(person, columns, cells) for person in _students(db, course, filters.student)]
    return ScoresView(course=course, columns=list(columns.values()), rows=rows)


def _columns(db: Session, course: str, lab: str | None) -> dict[Key, ScoreColumn]:
    query = (
        assigned()
        .where(Course.slug == course)
        .options(*WITHOUT_TEXTS)
        .order_by(Assignment.due_at, Assignment.slug, AssignmentLab.position)
    )
    if lab:
        query = query.where(Lab.slug == lab)
    return {
        (row.Assignment.id, row.Lab.id): _column(row.Assignment, row.Lab, row.LabVersion) for row in db.execute(query)
    }


def _column(assignment: Assignment, lab: Lab, version: LabVersion) -> ScoreColumn:
    manifest = version.manifest
    return ScoreColumn(
        assignment=assignment.slug,
        lab=lab.slug,
        title=manifest["title"],
        max_score=manifest["max_score"],
        weak=is_weak(version),
    )


def _students(db: Session, course: str, name: str | None) -> list[Person]:
    query = (
        select(Person)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Course.slug == course, Enrolment.role == "student")
        .order_by(Person.name, Person.id)
    )
    if name:
        query = query.where(Person.name.icontains(name, autoescape=True))
    return list(db.scalars(query))


def _cells(db: Session, course: str) -> dict[tuple[UUID, Key], ScoreCell]:
    query = (
        select(GradebookEntry, Grading, Person.name)
        .join(Assignment, Assignment.id == GradebookEntry.assignment_id)
        .join(Course, Course.id == Assignment.course_id)
        .outerjoin(Grading, Grading.id == GradebookEntry.grading_id)
        .outerjoin(Person, Person.id == GradebookEntry.override_by)
        .where(Course.slug == course)
    )
    return {
        (entry.person_id, (entry.assignment_id, entry.lab_id)): _cell(entry, grading, by)
        for entry, grading, by in db.execute(query)
    }


def override_of(entry: GradebookEntry, by: str | None) -> OverrideView | None:
    if entry.override is None:
        return None
    return OverrideView(score=float(entry.override), reason=entry.override_reason or "", by=by, at=entry.override_at)


def _cell(entry: GradebookEntry, grading: Grading | None, by: str | None) -> ScoreCell:
    raw = None if grading is None else grading.score
    counted = entry.override
    if counted is None and raw is not None:
        counted = round(raw * entry.late_factor, 2)
    return ScoreCell(
        score=None if counted is None else float(counted),
        raw=None if raw is None else float(raw),
        late_factor=float(entry.late_factor),
        submission_id=None if grading is None else grading.submission_id,
        override=override_of(entry, by),
    )


def _row(person: Person, columns: dict[Key, ScoreColumn], cells: dict[tuple[UUID, Key], ScoreCell]) -> ScoreRow:
    own = [cells.get((person.id, key), EMPTY) for key in columns]
    total = sum(Decimal(str(cell.score)) for cell in own if cell.score is not None)
    return ScoreRow(person_id=person.id, name=person.name, cells=own, total=float(total))
