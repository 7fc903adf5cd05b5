"""`allclose lab preview`: the student's page of a lab from its folder, read anew at each reload, on loopback alone."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request, Response

from api.file_names import attachment
from api.headers import HEADERS
from api.pages import assets
from api.pages.render import page
from api.pages.statement import statement_html
from api.settings import Settings
from api.views import AssignmentView, ExerciseInfo, LabView
from graders.lab import Lab
from graders.results import LabFault

HOST = "127.0.0.1"


class CannotPreview(Exception):
    """Why no page is shown, as one sentence for people."""


def serve(folder: Path, port: int) -> None:
    """Until Ctrl-C."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CannotPreview(
                f"Cannot listen on {HOST} port {port} ({error.strerror}). Choose another one with --port."
            ) from None
    uvicorn.run(preview_of(folder), host=HOST, port=port, log_level="warning")


def preview_of(folder: Path) -> FastAPI:
    app = FastAPI(openapi_url=None)
    app.include_router(assets.router)
    slug = "/".join(folder.resolve().parts[-2:])
    preview = _Preview(folder)
    app.add_api_route("/", preview.page, methods=["GET"], response_model=None)
    app.add_api_route(f"/labs/{slug}", preview.hand_in, methods=["POST"], response_model=None)
    app.add_api_route(f"/labs/{slug}/starter.py", preview.starter, methods=["GET"], response_model=None)
    app.middleware("http")(_with_headers)
    return app


class _Preview:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def page(self, request: Request) -> Response:
        return self._page(request)

    def hand_in(self, request: Request) -> Response:
        sentence = f"The preview grades nothing. Run: allclose grade {self._folder} FILE"
        return self._page(request, sentence, status_code=409)

    def starter(self) -> Response:
        lab = Lab.read(self._folder)
        name = attachment(f"{self._folder.name}.py")
        return Response(lab.starter, media_type="text/x-python", headers={"Content-Disposition": name})

    def _page(self, request: Request, problem: str | None = None, status_code: int = 200) -> Response:
        try:
            lab = Lab.read(self._folder)
            statement, starter = lab.statement, lab.starter
        except (LabFault, OSError, UnicodeDecodeError) as fault:
            return Response(f"{fault}\n", status_code=500, media_type="text/plain")
        return page(
            request,
            "lab",
            status_code=status_code,
            lab=_view(lab),
            history=[],
            older=None,
            newest=True,
            statement=statement_html(lab.hashes()[1], statement),
            has_starter=bool(starter.strip()),
            problem=problem,
            max_bytes=Settings.model_fields["upload_bytes"].default,
        )


def _view(lab: Lab) -> LabView:
    course = lab.slug.partition("/")[0]
    exercises = [ExerciseInfo(name=each.name, title=each.title, max_score=each.points) for each in lab.exercises]
    return LabView(
        lab=lab.slug,
        title=lab.title,
        language=lab.language,
        version=lab.hashes()[0][:12],
        max_score=lab.max_score,
        pass_score=lab.needed_to_pass,
        exercises=exercises,
        assignment=AssignmentView(
            assignment=lab.slug,
            title=lab.title,
            course=course,
            course_title=f"{course} (preview)",
            zone="UTC",
            opens_at=None,
            due_at=None,
            closes_at=None,
            max_attempts=None,
        ),
        open=True,
        best_score=None,
        road=lab.road,
        weak=lab.weak,
    )


async def _with_headers(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
    """What the service forbids a page, the preview forbids too, or it would show what students do not see."""
    answer = await call(request)
    answer.headers.update(HEADERS)
    return answer
