"""The list of labs, one lab with its statement, and handing in."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from api import listing, queue, submissions
from api.auth import Viewer
from api.database import session
from api.file_names import attachment
from api.labs import lab_of, labs_of
from api.pages.reader import Reader
from api.pages.render import page
from api.pages.statement import statement_html
from api.problems import Problem
from api.settings import get_settings
from api.submissions import Upload
from api.views import LabView

router = APIRouter()
HISTORY = 20


@router.get("/")
def home(request: Request, reader: Reader) -> Response:
    with session() as db:
        labs = labs_of(db, reader)
    courses: dict[str, list[LabView]] = {}
    for lab in labs:
        courses.setdefault(lab.assignment.course, []).append(lab)
    return page(request, "labs", courses=courses)


@router.get("/labs/{course}/{name}")
def lab(request: Request, reader: Reader, course: str, name: str, cursor: UUID | None = None) -> Response:
    return _lab_page(request, reader, f"{course}/{name}", cursor=cursor)


@router.get("/labs/{course}/{name}/starter.py")
def starter(reader: Reader, course: str, name: str) -> Response:
    with session() as db:
        text = lab_of(db, reader, f"{course}/{name}")[1].starter
    headers = {"Content-Disposition": attachment(f"{name}.py"), "Cache-Control": "no-store"}
    return Response(text, media_type="text/x-python", headers=headers)


async def _uploaded(request: Request) -> tuple[str, bytes] | None:
    """The file of the form. Without a chosen file a browser sends one with neither name nor content."""
    async with request.form(max_files=1, max_fields=4) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            return None
        return file.filename, await file.read(get_settings().upload_bytes + 1)


@router.post("/labs/{course}/{name}")
async def hand_in(
    request: Request,
    reader: Reader,
    course: str,
    name: str,
    uploaded: Annotated[tuple[str, bytes] | None, Depends(_uploaded)],
) -> Response:
    slug = f"{course}/{name}"
    return await run_sync(_handed_in, request, reader, slug, uploaded, limiter=submissions.RECEIVING)


def _handed_in(request: Request, reader: Viewer, slug: str, uploaded: tuple[str, bytes] | None) -> Response:
    """A refusal leads back to the form, because that is where it can be mended."""
    if uploaded is None:
        sentence = "No file was chosen. Choose a .py file, a notebook or a folder as .zip, then press the button."
        problem = Problem(422, "no-file", sentence)
        return _lab_page(request, reader, slug, problem)
    try:
        with session() as db:
            given = lab_of(db, reader, slug)[0].assignment.assignment
            upload = Upload(*uploaded, lab=slug, assignment=given, begun=request.state.begun)
            sent = submissions.submit(db, reader, upload)
    except Problem as problem:
        if problem.status == HTTPStatus.NOT_FOUND:
            raise
        return _lab_page(request, reader, slug, problem)
    queue.wake(sent.lane)
    return RedirectResponse(f"/submissions/{sent.view.id}", HTTPStatus.SEE_OTHER)


def _lab_page(
    request: Request, reader: Viewer, slug: str, problem: Problem | None = None, cursor: UUID | None = None
) -> Response:
    with session() as db:
        view, version = lab_of(db, reader, slug)
        history = listing.mine(db, reader, listing.Filters(lab=slug, limit=HISTORY), cursor)
    answer = page(
        request,
        "lab",
        status_code=problem.status if problem else 200,
        lab=view,
        history=history.submissions,
        older=history.next,
        newest=cursor is None,
        statement=statement_html(version.text_hash, version.statement),
        has_starter=bool(version.starter.strip()),
        problem=problem and problem.detail,
        max_bytes=get_settings().upload_bytes,
    )
    answer.headers.update(problem.headers if problem else {})
    return answer
