"""Refusals as people read them, and as RFC 9457 puts them on the wire."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from api.headers import HEADERS

log = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """A refusal: what happened and what to do next, in one or two sentences written for whoever asked."""

    def __init__(self, status: int, kind: str, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    @property
    def title(self) -> str:
        return HTTPStatus(self.status).phrase

    def response(self) -> JSONResponse:
        body = {
            "type": f"urn:allclose:{self.kind}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        return JSONResponse(body, self.status, self.headers, MEDIA_TYPE)


def not_found() -> Problem:
    """The same for what is missing and for what belongs to somebody else."""
    return Problem(
        404, "not-found", "There is nothing here that you may see. Check the address, or sign in as its owner."
    )


def unauthorized() -> Problem:
    """One text for every reason, so that a guess learns nothing."""
    text = "This needs a valid token or a sign-in. Sign in again, or ask for a new token."
    return Problem(401, "unauthorized", text, WWW_Authenticate="Bearer")


def forbidden() -> Problem:
    return Problem(403, "staff-only", "Only staff of the course may do this. Ask your instructor.")


def unavailable() -> Problem:
    text = (
        "The database does not answer right now. Try again in a few seconds, with the same Idempotency-Key "
        "if you sent one; what was accepted is kept."
    )
    return Problem(503, "database-away", text, Retry_After="5")


Render = Callable[[Request, Problem], Response]


def install(app: FastAPI, render_page: Render) -> None:
    """Problems become JSON for programs and pages for people."""

    def answer(request: Request, problem: Problem) -> Response:
        for_people = not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")
        return render_page(request, problem) if for_people else problem.response()

    app.state.answer = answer  # for the guards, which refuse before a route is found

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return answer(request, error)

    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return answer(request, Problem(422, "invalid", _sentence(error)))

    def plain(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        problem = not_found() if error.status_code == HTTPStatus.NOT_FOUND else _from_http(error)
        return answer(request, problem)

    def away(request: Request, error: Exception) -> Response:
        log.error("database.away", error=str(error).splitlines()[0])
        return answer(request, unavailable())

    def unstorable(request: Request, _error: Exception) -> Response:
        """Text with a NUL, which passes every parser and which no PostgreSQL text can hold."""
        sentence = "The request holds a character or a number that cannot be stored. Correct it and send it again."
        return answer(request, Problem(422, "invalid", sentence))

    def unexpected(request: Request, error: Exception) -> Response:
        log.error("request.failed", path=request.url.path, exc_info=error)
        text = "The service made a mistake, and it is in its log. Try again; if it stays, tell your instructor."
        # This answer is made outside of the guards, which add the headers to all others.
        return answer(request, Problem(500, "internal", text, **HEADERS))

    app.add_exception_handler(Problem, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, plain)
    app.add_exception_handler(DataError, unstorable)
    for kind in (OperationalError, InterfaceError, PoolTimeout):
        app.add_exception_handler(kind, away)
    app.add_exception_handler(Exception, unexpected)


def _from_http(error: HTTPException) -> Problem:
    kind = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    return Problem(error.status_code, kind, str(error.detail), **dict(error.headers or {}))


def _sentence(error: RequestValidationError) -> str:
    """The first complaint by the field's name; never its value, which may be a secret or hostile."""
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"][1:]) or "body"
    return f"The field {field[:100]!r} is not right: {first['msg']}. Correct it and send the request again."
