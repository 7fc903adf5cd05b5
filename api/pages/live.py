"""Verdicts as they come: the very fragments that the page is made of, sent when they are new or have changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from starlette.concurrency import run_in_threadpool

from api import events
from api.auth import Viewer
from api.pages.reader import Reader
from api.pages.render import fragment
from api.pages.wording import check_id
from api.reading import read
from api.views import SubmissionView

router = APIRouter()


@router.get("/submissions/{submission_id}/live")
async def live(reader: Reader, submission_id: UUID) -> StreamingResponse:
    await run_in_threadpool(read, reader, submission_id)  # a stranger gets the 404 of the page, not an empty stream
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(reader, submission_id), media_type="text/event-stream", headers=headers)


async def _stream(reader: Viewer, submission_id: UUID) -> AsyncIterator[bytes]:
    """Ends with `final`, or without it when the service stops: the page asks again then, and may start from nothing,
    since a repeated fragment changes nothing there.
    """
    sent: dict[str, str] = {}
    shown: SubmissionView | None = None
    async for update in events.stream(reader, submission_id):
        if update.kind == "beat":
            yield KEEPALIVE_COMMENT
        if update.view is shown:
            continue
        shown = update.view
        pieces = fragments(shown)
        if not sent.keys() <= pieces.keys():
            # An earlier attempt's checks were taken back: only the whole page can forget them.
            yield format_sse_event(event="reload", data_str="")
            return
        fresh = [html for name, html in pieces.items() if sent.get(name) != html]
        sent = pieces
        if fresh:
            yield format_sse_event(event="fragments", data_str="".join(fresh))
    if shown is not None and shown.final:
        yield format_sse_event(event="final", data_str="")


def fragments(view: SubmissionView) -> dict[str, str]:
    """Every part of the page that may still change, by its id, in reading order; the summary last."""
    pieces = {}
    for exercise in view.exercises:
        pieces[f"head-{exercise.name}"] = fragment("exercise_head", submission=view, exercise=exercise)
        for check in exercise.checks:
            pieces[check_id(exercise, check)] = fragment("check", exercise=exercise, check=check)
    pieces["after"] = fragment("after", submission=view)
    pieces["summary"] = fragment("summary", submission=view)
    return pieces
