"""The application: guards around sessions around routes and pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.sessions import SessionMiddleware

from api import events, pages, problems
from api.guards import Guards
from api.log import configure_log
from api.routes import health, router
from api.settings import server_secret

SESSION_S = 14 * 24 * 3600


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
    )
    app.add_middleware(
        SessionMiddleware,
        secret_key=server_secret().hex(),
        session_cookie="allclose",
        max_age=SESSION_S,
        same_site="lax",
    )
    app.add_middleware(Guards)
    app.include_router(router)
    app.include_router(health.router)
    app.include_router(pages.router)
    problems.install(app, pages.render_problem)
    return app


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
    events.hub()  # listening before the first request asks
    yield
    await events.close()
