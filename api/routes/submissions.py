from __future__ import annotations

from typing import Annotated
from uuid import UUID

import structlog
from anyio.to_thread import run_sync
from fastapi import APIRouter, Form, Header, Query, Request, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from api import events, queue, reading, submissions
from api.auth import Asking, Viewer
from api.database import session
from api.file_names import attachment
from api.problems import documented, sent_as
from api.reading import read
from api.submissions import Filters, Upload
from api.views import SubmissionPage, SubmissionView

LONGEST_WAIT_S = 300

router = APIRouter(tags=["submissions"])
log = structlog.get_logger()


class SubmissionForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    file: UploadFile
    lab: str | None = Field(default=None, max_length=200)
    assignment: str | None = Field(default=None, max_length=200)
    exercise: list[str] = Field(default=[], max_length=100)
    job: str | None = Field(default=None, max_length=200, description="What a token for one job was made for.")


@router.post(
    "/submissions",
    status_code=202,
    responses={200: {"model": SubmissionView}, 202: {"model": SubmissionView}, **documented(409, 413, 429)},
)
async def hand_in(
    request: Request,
    asking: Asking,
    form: Annotated[SubmissionForm, Form(media_type="multipart/form-data")],
    wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT_S)] = 0,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Response:
    upload = Upload(
        file_name=form.file.filename or "",
        data=await form.file.read(),
        lab=form.lab,
        assignment=form.assignment,
        exercises=tuple(form.exercise),
        idempotency_key=idempotency_key,
        job=form.job,
        begun=request.state.begun,
    )
    submission_id = await run_sync(receive, asking, upload, limiter=submissions.RECEIVING)
    if wait:
        await events.wait_for(submission_id, wait)
    view = await run_in_threadpool(read, asking, submission_id)
    return _answer(view, 200 if view.final else 202, Location=f"/api/v1/submissions/{view.id}")


def receive(asking: Viewer, upload: Upload) -> UUID:
    """Stored and committed first, announced to the workers then, shown last: a worker may be reading it by now."""
    with session() as db:
        accepted = submissions.accept(db, asking, upload)
    if accepted.created:
        queue.wake(accepted.lane)
        log.info("submission.received", submission=str(accepted.id))
    return accepted.id


@router.get("/submissions")
def own(
    asking: Asking,
    lab: Annotated[str | None, Query(max_length=200)] = None,
    cursor: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> SubmissionPage:
    with session() as db:
        return submissions.mine(db, asking, Filters(lab=lab, limit=limit), cursor)


@router.get("/submissions/{submission_id}", responses={200: {"model": SubmissionView}})
def one(asking: Asking, submission_id: UUID) -> Response:
    return _answer(read(asking, submission_id), 200)


@router.get(
    "/submissions/{submission_id}/source", response_class=Response, responses=sent_as("application/octet-stream")
)
def source(asking: Asking, submission_id: UUID) -> Response:
    with session() as db:
        found = submissions.source(db, asking, submission_id)
    headers = {"Content-Disposition": attachment(found.file_name)}
    return Response(found.data, media_type="application/octet-stream", headers=headers)


@router.get(
    "/submissions/{submission_id}/artifacts/{exercise}/{check}/{name}",
    response_class=Response,
    responses=sent_as("image/png", "application/json", "application/octet-stream"),
)
def artifact(asking: Asking, submission_id: UUID, exercise: str, check: str, name: str) -> Response:
    """A figure as PNG, or the description of a saved model as JSON."""
    with session() as db:
        found = reading.artifact(db, asking, submission_id, (exercise, check), name)
    return Response(found.data, media_type=found.media_type, headers={"Content-Disposition": found.disposition})


def _answer(view: SubmissionView, status: int, **headers: str) -> Response:
    return Response(view.model_dump_json(), status, headers, "application/json")
