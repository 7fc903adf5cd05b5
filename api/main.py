"""The application: guards around sessions around routes and pages."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType

from fastapi import FastAPI
from starlette.middleware.sessions import SessionMiddleware

from api import events, pages, problems
from api.auth import SESSION_LIFETIME
from api.guards import FORM_BYTES, Guards
from api.limiting import Limits
from api.log import configure_log
from api.routes import health, router
from api.settings import get_settings, server_secret


def create_app() -> FastAPI:
    configure_log()
    app = FastAPI(
        title="Allclose",
        version="1",
        description="The autograder for deep-learning labs.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # the interactive pages load scripts from elsewhere
        redoc_url=None,
        lifespan=_lifespan,
        form_limits={"max_files": 2, "max_fields": 200, "max_part_size": FORM_BYTES},
    )
    app.add_middleware(Limits)
    https = get_settings().is_https
    app.add_middleware(
        SessionMiddleware,
        secret_key=server_secret().hex(),
        session_cookie="__Host-allclose" if https else "allclose",  # the prefix: set by this very host, over https
        max_age=int(SESSION_LIFETIME.total_seconds()),
        same_site="lax",
        https_only=https,
    )
    app.add_middleware(Guards)
    app.include_router(router)
    app.include_router(health.router)
    app.include_router(pages.router)
    problems.install(app, pages.render_problem)
    return app


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
    hub = events.hub()  # listening before the first request asks
    loop = asyncio.get_running_loop()
    with _told_to_stop(lambda: loop.call_soon_threadsafe(hub.end)):
        yield
    await events.close()


@contextmanager
def _told_to_stop(tell: Callable[[], object]) -> Iterator[None]:
    """Tells of the signal beside what the server does with it, which waits for open streams before it ends the app."""
    if threading.current_thread() is not threading.main_thread():  # only there may signals be handled
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def hear(number: int, frame: FrameType | None) -> None:
        tell()
        server = before[signal.Signals(number)]
        if callable(server):
            server(number, frame)

    for number in before:
        signal.signal(number, hear)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
