"""What is broken in the labs of a course, for its staff: gradings that failed, and versions that were not published."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from api.auth import Viewer, require_staff
from api.models import Assignment, AssignmentLab, Course, Grading, Lab, LabVersion, RefusedPublication, Submission
from api.regrading import CURRENT
from api.views import View


class FailureView(View):
    """Gradings that failed for one reason, and still stand so."""

    lab: str
    lab_version: str
    owner: Literal["lab", "service"]
    reason: str
    count: int
    latest: datetime
    corrected: bool  # a version that grades otherwise is current: these are graded again by themselves


class RefusalView(View):
    """A version that was not published; the one before it is still the current one."""

    lab: str
    reason: str
    refused_at: datetime


class FaultsView(View):
    failures: list[FailureView]
    refusals: list[RefusalView]


def faults(db: Session, viewer: Viewer, course: str) -> FaultsView:
    require_staff(viewer, course)
    return FaultsView(failures=_failures(db, course), refusals=_refusals(db, course))


def _failures(db: Session, course: str) -> list[FailureView]:
    current = aliased(LabVersion)
    corrected = current.grading_hash != LabVersion.grading_hash
    by = (Lab.slug, LabVersion.grading_hash, Grading.fault_owner, Grading.fault_reason, corrected.label("corrected"))
    latest = func.max(Grading.finished_at)
    query = (
        select(*by, func.count().label("amount"), latest.label("latest"))
        .join(Submission, CURRENT)
        .join(LabVersion, LabVersion.id == Grading.lab_version_id)
        .join(Lab, Lab.id == Submission.lab_id)
        .join(current, current.id == Lab.current_version_id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Course, Course.id == Assignment.course_id)
        .where(Course.slug == course, Grading.state == "failed")
        .group_by(*by)
        .order_by(latest.desc())
    )
    return [
        FailureView(
            lab=row.slug,
            lab_version=row.grading_hash[:12],
            owner=row.fault_owner,
            reason=row.fault_reason,
            count=row.amount,
            latest=row.latest,
            corrected=row.fault_owner == "lab" and row.corrected,
        )
        for row in db.execute(query)
    ]


def _refusals(db: Session, course: str) -> list[RefusalView]:
    """Of labs that the course gives, and of new ones in a folder of its name."""
    given = (
        select(Lab.slug)
        .join(AssignmentLab, AssignmentLab.lab_id == Lab.id)
        .join(Assignment, Assignment.id == AssignmentLab.assignment_id)
        .join(Course, Course.id == Assignment.course_id)
        .where(Course.slug == course)
    )
    of_course = or_(RefusedPublication.slug.in_(given), func.split_part(RefusedPublication.slug, "/", 1) == course)
    rows = db.scalars(select(RefusedPublication).where(of_course).order_by(RefusedPublication.slug))
    return [RefusalView(lab=row.slug, reason=row.reason, refused_at=row.refused_at) for row in rows]
