"""What checks put beside their verdicts: figures and descriptions. Bytes are kept once, as blobs, by their own name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from api.file_names import attachment
from api.models import Blob, CheckRow
from api.storable import plain_text
from api.views import ArtifactView, CheckpointView
from graders.results import CHECKPOINT, PICTURE, Artifact, CheckResult

# What browsers may be told that it is. Anything else would be bytes to save.
SERVED = {PICTURE: "image/png", CHECKPOINT: "application/json"}
ByCheck = dict[tuple[str, str], tuple[ArtifactView, ...]]


class Kept(BaseModel):
    """An artifact as the result of a check mentions it."""

    model_config = ConfigDict(frozen=True)

    name: str
    media_type: str
    sha256: str
    size: int


def keep(db: Session, results: Iterable[CheckResult]) -> None:
    """In one order for everybody, so that two workers with the same pictures do not wait for each other."""
    found = {_sha256(artifact): artifact.data for result in results for artifact in result.artifacts}
    if found:
        rows = [{"sha256": sha256, "data": data} for sha256, data in sorted(found.items())]
        db.execute(insert(Blob).values(rows).on_conflict_do_nothing())


def mentioned(result: CheckResult) -> dict[str, Any]:
    """What stands in the stored result instead of the bytes."""
    return {"kept": [_kept(artifact).model_dump() for artifact in result.artifacts]} if result.artifacts else {}


def kept(row: CheckRow) -> list[Kept]:
    return [Kept.model_validate(each) for each in row.result.get("kept", [])]


def served_as(each: Kept) -> tuple[str, str]:
    """Its type for browsers, and under which name they save it. A page shows the pictures; nothing opens by itself."""
    return SERVED.get(each.media_type, "application/octet-stream"), attachment(each.name)


def shown(db: Session, submission_id: UUID, rows: Sequence[CheckRow]) -> ByCheck:
    """The artifacts of each check that has any, by exercise and check; descriptions of saved models with their text."""
    found = {(row.exercise, row.check): kept(row) for row in rows}
    wanted = {each.sha256 for some in found.values() for each in some if each.media_type == CHECKPOINT}
    blobs = db.scalars(select(Blob).where(Blob.sha256.in_(wanted))) if wanted else ()
    texts = {blob.sha256: blob.data for blob in blobs}
    return {place: tuple(_view(submission_id, place, each, texts) for each in some) for place, some in found.items()}


def _view(submission_id: UUID, place: tuple[str, str], each: Kept, texts: dict[str, bytes]) -> ArtifactView:
    path = "/".join(quote(part, safe="") for part in (*place, each.name))
    text = texts.get(each.sha256)
    return ArtifactView(
        name=each.name,
        media_type=served_as(each)[0],
        size=each.size,
        url=f"/api/v1/submissions/{submission_id}/artifacts/{path}",
        checkpoint=None if text is None else CheckpointView.model_validate_json(text),
    )


def _kept(artifact: Artifact) -> Kept:
    name, media_type = plain_text(artifact.name), plain_text(artifact.media_type)
    return Kept(name=name, media_type=media_type, sha256=_sha256(artifact), size=len(artifact.data))


def _sha256(artifact: Artifact) -> str:
    return hashlib.sha256(artifact.data).hexdigest()
