"""One hand-in: its verdicts, its score, its file."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api import overriding, queue, reading, regrading
from api.database import session
from api.file_names import attachment
from api.overriding import NewOverride
from api.pages.reader import Reader
from api.pages.render import page

router = APIRouter()


@router.get("/submissions/{submission_id}")
def submission(request: Request, reader: Reader, submission_id: UUID) -> Response:
    with session() as db:
        view = reading.view(db, reader, submission_id)
        staff = reader.is_staff(view.course)
        gradings = regrading.gradings_of(db, reader, submission_id) if staff else []
    return page(request, "submission", submission=view, staff=staff, gradings=gradings)


@router.post("/submissions/{submission_id}/again")
def grade_again(reader: Reader, submission_id: UUID) -> Response:
    with session() as db:
        queued = regrading.regrade(db, reader, submission_id)
    queue.wake(queued.lane)
    return _shown(submission_id)


@router.post("/submissions/{submission_id}/override")
def set_score(reader: Reader, submission_id: UUID, wanted: Annotated[NewOverride, Form()]) -> Response:
    with session() as db:
        overriding.override(db, reader, submission_id, wanted)
    return _shown(submission_id)


@router.post("/submissions/{submission_id}/override/withdraw")
def withdraw_score(reader: Reader, submission_id: UUID) -> Response:
    with session() as db:
        overriding.withdraw(db, reader, submission_id)
    return _shown(submission_id)


def _shown(submission_id: UUID) -> Response:
    return RedirectResponse(f"/submissions/{submission_id}", HTTPStatus.SEE_OTHER)


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
