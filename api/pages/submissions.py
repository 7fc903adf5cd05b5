"""One hand-in: its verdicts, its score, its file."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api import reading
from api.database import session
from api.file_names import attachment
from api.pages.reader import Reader
from api.pages.render import page

router = APIRouter()


@router.get("/submissions/{submission_id}")
def submission(request: Request, reader: Reader, submission_id: UUID) -> Response:
    with session() as db:
        view = reading.view(db, reader, submission_id)
    return page(request, "submission", submission=view, staff=reader.is_staff(view.course))


@router.get("/submissions/{submission_id}/source")
def source(reader: Reader, submission_id: UUID) -> Response:
    """What was handed in, byte for byte; saved and never opened, because a hand-in may call itself anything."""
    with session() as db:
        file = reading.source(db, reader, submission_id)
    headers = {"Content-Disposition": attachment(file.file_name), "Cache-Control": "no-store"}
    return Response(file.data, media_type="application/octet-stream", headers=headers)


@router.get("/submissions/{submission_id}/artifacts/{exercise}/{check}/{name}")
def artifact(reader: Reader, submission_id: UUID, exercise: str, check: str, name: str) -> Response:
    with session() as db:
        found = reading.artifact(db, reader, submission_id, (exercise, check), name)
    return Response(found.data, media_type=found.media_type, headers={"Content-Disposition": found.disposition})
