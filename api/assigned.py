"""The one way from a course to the labs that its assignments give."""

from __future__ import annotations

from sqlalchemy import Select, select

from api.models import Assignment, AssignmentLab, Course, Lab, LabVersion


def assigned() -> Select[Course, Assignment, Lab, LabVersion]:
    """Every lab of every assignment, with its current version."""
    return (
        select(Course, Assignment, Lab, LabVersion)
        .join(Assignment, Assignment.course_id == Course.id)
        .join(AssignmentLab, AssignmentLab.assignment_id == Assignment.id)
        .join(Lab, Lab.id == AssignmentLab.lab_id)
        .join(LabVersion, LabVersion.id == Lab.current_version_id)
    )
