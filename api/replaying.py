"""A stored grading with everything that it takes to grade again, and its results as they were kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from api import artifacts
from api.models import Blob, CheckRow, Grading, LabVersion, Submission
from api.models import Lab as LabRow
from api.storable import storable
from graders.results import CheckResult

# How long it took and what was printed when are no part of a result.
NOT_COMPARED = {"duration_ms", "output"}


@dataclass(frozen=True)
class StoredGrading:
    """`results` maps (exercise, check) to what was kept of it, `environment` are the facts about the machine."""

    grading_id: UUID
    lab: str
    lab_pack_sha256: str
    lab_hash: str
    file_name: str
    data: bytes
    exercises: tuple[str, ...]
    seed: bytes
    device: str
    environment: dict[str, str]
    results: dict[tuple[str, str], dict[str, Any]]


def stored_grading(db: Session, submission_id: UUID, grading_id: UUID | None = None) -> StoredGrading | None:
    """The submission's current grading, or the named one of its gradings. None when there is none with a result."""
    wanted = Submission.current_grading_id if grading_id is None else grading_id
    row = db.execute(
        select(Grading, Submission, LabVersion, LabRow, Blob)
        .join(Submission, Submission.id == Grading.submission_id)
        .join(LabVersion, LabVersion.id == Grading.lab_version_id)
        .join(LabRow, LabRow.id == LabVersion.lab_id)
        .join(Blob, Blob.sha256 == Submission.blob_sha256)
        .where(Submission.id == submission_id, Grading.id == wanted, Grading.state == "graded")
    ).one_or_none()
    if row is None:
        return None
    every = [exercise["name"] for exercise in row.LabVersion.manifest["exercises"]]
    checks = db.scalars(select(CheckRow).where(CheckRow.grading_id == row.Grading.id).order_by(CheckRow.position))
    return StoredGrading(
        grading_id=row.Grading.id,
        lab=row.Lab.slug,
        lab_pack_sha256=row.LabVersion.pack_sha256,
        lab_hash=row.LabVersion.grading_hash,
        file_name=row.Submission.file_name,
        data=row.Blob.data,
        exercises=tuple(name for name in every if not row.Submission.exercises or name in row.Submission.exercises),
        seed=row.Grading.seed,
        device=row.Grading.device or "cpu",
        environment=row.Grading.environment or {},
        results={(check.exercise, check.check): _compared(check.result) for check in checks},
    )


def as_stored(results: list[CheckResult]) -> dict[tuple[str, str], dict[str, Any]]:
    """The results as they would be read back from the database, without what is not compared."""
    return {(result.exercise, result.check): _compared(_kept(result)) for result in results}


def _kept(result: CheckResult) -> dict[str, Any]:
    facts = storable(result.model_dump(mode="json", exclude={"artifacts"})) | artifacts.mentioned(result)
    read: dict[str, Any] = json.loads(json.dumps(facts))
    return read


def _compared(result: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in result.items() if key not in NOT_COMPARED}
