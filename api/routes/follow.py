from __future__ import annotations

import json
from collections.abc import AsyncIterator
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from api import events
from api.auth import Asking, Viewer
from api.events import Update
from api.problems import sent_as
from api.reading import read

router = APIRouter(tags=["submissions"])


@router.get("/submissions/{submission_id}/events", response_class=Response, responses=sent_as("text/event-stream"))
async def follow(asking: Asking, submission_id: UUID) -> StreamingResponse:
    """`check` for each verdict (those known already come first), `state` when it changes, `final` with the result."""
    await run_in_threadpool(read, asking, submission_id)  # its 404 must come before the stream begins
    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(_lines(asking, submission_id), headers=headers, media_type="text/event-stream")


async def _lines(asking: Viewer, submission_id: UUID) -> AsyncIterator[str]:
    async for update in events.stream(asking, submission_id):
        if update.kind == "beat":
            yield ": still here\n\n"
        else:
            yield f"event: {update.kind}\ndata: {_data(update)}\n\n"


def _data(update: Update) -> str:
    if update.kind == "final":
        return update.view.model_dump_json()
    if update.exercise is None or update.check is None:
        return json.dumps({"status": update.view.status})
    return json.dumps({"exercise": update.exercise.name, "check": update.check.model_dump(mode="json")})
