"""Labs in the database: published by version, listed for a person."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from api import audit
from api.assigned import assigned
from api.auth import Viewer
from api.models import (
    WITHOUT_TEXTS,
    Assignment,
    AssignmentLab,
    Blob,
    Course,
    GradebookEntry,
    Grading,
    LabVersion,
    RefusedPublication,
)
from api.models import Lab as LabRow
from api.problems import Problem
from api.storable import plain_text
from api.views import AssignmentView, ExerciseInfo, LabView
from graders.lab import Exercise, Lab, Road


def publish(db: Session, folder: Path) -> LabVersion:
    """Makes the folder's content the lab's current version; what was published before is found again by its hashes."""
    described = Lab.read(folder)
    grading_hash, text_hash = described.hashes()
    db.execute(insert(LabRow).values(slug=described.slug).on_conflict_do_nothing())
    lab = db.scalars(select(LabRow).where(LabRow.slug == described.slug).with_for_update()).one()
    same = select(LabVersion).filter_by(lab_id=lab.id, grading_hash=grading_hash, text_hash=text_hash)
    version = db.scalar(same) or _new_version(db, lab, described)
    if lab.current_version_id != version.id:
        lab.current_version_id = version.id
        course = lab.slug.partition("/")[0]
        audit.record(db, None, "lab.published", f"lab/{lab.slug}", course=course, version=version_name(version))
        db.flush()
    db.execute(delete(RefusedPublication).where(RefusedPublication.slug == lab.slug))
    return version


def is_published(db: Session, folder: Path) -> bool:
    """Whether a version has this very content, so that it has been proved before."""
    described = Lab.read(folder)
    grading_hash, text_hash = described.hashes()
    same = select(LabVersion.id).filter_by(grading_hash=grading_hash, text_hash=text_hash)
    return db.scalar(same.join(LabRow, LabRow.id == LabVersion.lab_id).where(LabRow.slug == described.slug)) is not None


def refuse(db: Session, slug: str, reason: str) -> None:
    """Keeps for staff why the folder's content was not published. The version before stays the current one."""
    facts = {"reason": plain_text(reason), "refused_at": func.now()}
    row = insert(RefusedPublication).values(slug=slug, **facts)
    db.execute(row.on_conflict_do_update(index_elements=["slug"], set_=facts))
    audit.record(db, None, "lab.refused", f"lab/{slug}", course=slug.partition("/")[0], reason=plain_text(reason))


def store_blob(db: Session, data: bytes) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    db.execute(insert(Blob).values(sha256=sha256, data=data).on_conflict_do_nothing())
    return sha256


def labs_of(db: Session, viewer: Viewer) -> list[LabView]:
    """Every lab that an assignment of the viewer's courses gives, in the order of courses and dates."""
    return [_view(row, viewer) for row in db.execute(_given_to(viewer).options(*WITHOUT_TEXTS))]


def lab_of(db: Session, viewer: Viewer, slug: str) -> tuple[LabView, LabVersion]:
    """The lab with its current version (statement, starter); 404 unless one of the viewer's courses gives it."""
    row = db.execute(_given_to(viewer).where(LabRow.slug == slug)).first()
    if row is None:
        raise unknown_lab(db, viewer)
    return _view(row, viewer), row.LabVersion


def unknown_lab(db: Session, viewer: Viewer) -> Problem:
    """The same for a lab that does not exist and for one that only others have."""
    query = assigned().with_only_columns(LabRow.slug).where(*_told_to(viewer))
    yours = list(db.scalars(query.distinct().order_by(LabRow.slug).limit(MOST_NAMED)))
    told = f"You have {', '.join(yours)}." if yours else "You are in no course with labs; ask your instructor for it."
    return Problem(404, "not-found", f"There is no such lab among yours. {told}")


def version_name(version: LabVersion) -> str:
    return version.grading_hash[:12]


def is_weak(version: LabVersion) -> bool:
    """Whether its points rest on weaker evidence. A version of an older release is of the strong kind."""
    weak: bool = version.manifest.get("weak", False)
    return weak


def road_of(version: LabVersion) -> Road:
    """A version of an older release says only whether it is the weak one of the two that there were."""
    road: Road = version.manifest.get("road", "as-handed-in" if is_weak(version) else "contract")
    return road


def _new_version(db: Session, lab: LabRow, described: Lab) -> LabVersion:
    grading_hash, text_hash = described.hashes()
    version = LabVersion(
        lab_id=lab.id,
        grading_hash=grading_hash,
        text_hash=text_hash,
        pack_sha256=store_blob(db, described.pack()),
        manifest=_manifest(described),
        statement=described.statement,
        starter=described.starter,
    )
    db.add(version)
    db.flush()
    return version


def _manifest(lab: Lab) -> dict[str, Any]:
    """What the API shows and sums without opening the pack. A new wording is a version with a manifest of its own."""
    return {
        "title": lab.title,
        "language": lab.language,
        "environment": lab.environment,
        "road": lab.road,
        "weak": lab.weak,
        "notes": lab.notes,
        "pass_score": lab.needed_to_pass,
        "max_score": lab.max_score,
        "needs": lab.needs.model_dump(),
        "exercises": [_described(each) for each in lab.exercises],
    }


def _described(exercise: Exercise) -> dict[str, Any]:
    own = {"name": exercise.name, "title": exercise.title, "points": exercise.points}
    return own | {"notes": exercise.notes, "rubric": list(exercise.rubric)}


MOST_NAMED = 20
Given = tuple[Course, Assignment, LabRow, LabVersion, bool, Decimal]
COUNTED = func.coalesce(GradebookEntry.override, Grading.score * GradebookEntry.late_factor)


def _given_to(viewer: Viewer) -> Select[*Given]:
    opened = or_(Assignment.opens_at.is_(None), Assignment.opens_at <= func.now())
    still_open = or_(Assignment.closes_at.is_(None), Assignment.closes_at > func.now())
    entry = and_(
        GradebookEntry.person_id == viewer.person_id,
        GradebookEntry.assignment_id == Assignment.id,
        GradebookEntry.lab_id == LabRow.id,
    )
    return (
        assigned()
        .add_columns(and_(opened, still_open).label("open"), COUNTED.label("best"))
        .outerjoin(GradebookEntry, entry)
        .outerjoin(Grading, Grading.id == GradebookEntry.grading_id)
        .where(*_told_to(viewer))
        .order_by(Course.slug, Assignment.due_at, Assignment.slug, AssignmentLab.position)
    )


def _told_to(viewer: Viewer) -> list[ColumnElement[bool]]:
    """The assignments of the viewer's courses, or the one that the token is bound to."""
    bound = [] if viewer.assignment_id is None else [Assignment.id == viewer.assignment_id]
    return [Course.slug.in_(viewer.roles), *bound]


def _view(row: Row[*Given], viewer: Viewer) -> LabView:
    manifest, staff = row.LabVersion.manifest, viewer.is_staff(row.Course.slug)
    return LabView(
        lab=row.Lab.slug,
        title=manifest["title"],
        language=manifest["language"],
        version=version_name(row.LabVersion),
        road=road_of(row.LabVersion),
        weak=is_weak(row.LabVersion),
        max_score=manifest["max_score"],
        pass_score=manifest["pass_score"],
        exercises=[_exercise(each, staff=staff) for each in manifest["exercises"]],
        assignment=_assignment_view(row.Course, row.Assignment),
        open=row.open,
        best_score=None if row.best is None else float(round(row.best, 2)),
        notes=manifest.get("notes", "") if staff else None,
    )


def _exercise(described: dict[str, Any], *, staff: bool) -> ExerciseInfo:
    """A version of an older release has neither notes nor a rubric."""
    for_staff = {"notes": described.get("notes", ""), "rubric": described.get("rubric", [])} if staff else {}
    return ExerciseInfo(name=described["name"], title=described["title"], max_score=described["points"], **for_staff)


def _assignment_view(course: Course, assignment: Assignment) -> AssignmentView:
    return AssignmentView(
        assignment=f"{course.slug}/{assignment.slug}",
        title=assignment.title,
        course=course.slug,
        course_title=course.title,
        zone=course.zone,
        opens_at=assignment.opens_at,
        due_at=assignment.due_at,
        closes_at=assignment.closes_at,
        max_attempts=assignment.max_attempts,
    )
