"""Refusals as people read them, and as RFC 9457 puts them on the wire."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from api.headers import HEADERS

log = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"


class ProblemView(BaseModel):
    """RFC 9457: `detail` says what happened and what to do next."""

    type: str
    title: str
    status: int
    detail: str


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
        kind = f"urn:allclose:{self.kind}"
        body = ProblemView(type=kind, title=self.title, status=self.status, detail=self.detail)
        return JSONResponse(body.model_dump(), self.status, self.headers, MEDIA_TYPE)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of refusals."""
    content = {MEDIA_TYPE: {"schema": ProblemView.model_json_schema()}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def sent_as(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of an answer that is no JSON of ours."""
    return {200: {"content": {media_type: {} for media_type in media_types}}}


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


# By the type of a validation error: what is wrong with a field, and what to do.
COMPLAINTS = {
    "missing": "is missing. Add it",
    "extra_forbidden": "is not known here. Leave it out",
    "literal_error": "must be {expected}. Choose one of these",
    "string_too_long": "is too long: at most {max_length} characters are accepted. Shorten it",
    "string_too_short": "is empty. Fill it in",
    "too_long": "holds too many values: at most {max_length} are accepted. Send fewer",
    "greater_than_equal": "must be at least {ge}. Correct it",
    "less_than_equal": "must be at most {le}. Correct it",
    "int_parsing": "must be a whole number. Correct it",
    "float_parsing": "must be a number. Correct it",
    "decimal_parsing": "must be a number. Correct it",
    "finite_number": "must be a number. Correct it",
    "decimal_max_places": "has too many decimal places: at most {decimal_places} are kept. Round it",
    "uuid_parsing": "must be an id as the service gives them. Copy it again",
}

Render = Callable[[Request, Problem], Response]


def install(app: FastAPI, render_page: Render) -> None:
    """Problems become JSON for programs and pages for people."""

    def answer(request: Request, problem: Problem) -> Response:
        return render_page(request, problem) if _for_people(request) else problem.response()

    app.state.answer = answer  # for the guards, which refuse before a route is found

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return answer(request, error)

    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        # Whoever follows a link that was cut off has no field to correct.
        nowhere = _for_people(request) and error.errors()[0]["loc"][0] == "path"
        return answer(request, not_found() if nowhere else Problem(422, "invalid", _sentence(error)))

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
        return answer(request, Problem(500, "internal", text, Cache_Control="no-store", **HEADERS))

    app.add_exception_handler(Problem, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, plain)
    app.add_exception_handler(DataError, unstorable)
    for kind in (OperationalError, InterfaceError, PoolTimeout):
        app.add_exception_handler(kind, away)
    app.add_exception_handler(Exception, unexpected)


def _for_people(request: Request) -> bool:
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def _from_http(error: HTTPException) -> Problem:
    kind = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    return Problem(error.status_code, kind, str(error.detail), **dict(error.headers or {}))


def _sentence(error: RequestValidationError) -> str:
    """The first complaint by the field's name; never its value, which may be a secret or hostile."""
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return "The body is not JSON. Correct it and send the request again."
    field = ".".join(str(part) for part in first["loc"][1:]) or "body"
    words = COMPLAINTS.get(first["type"], "has a value that is not accepted here. Correct it")
    return f"The field `{field[:100]}` {words.format_map(first.get('ctx', {}))} and send the request again."
