"""What holds for every request, page or API: where it may come from, how much it may send, what browsers may do."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.headers import harden
from api.hosts import other_name
from api.problems import Problem
from api.settings import Settings, get_settings

# A browser of ours sends about twenty headers of a kilobyte together, and addresses of a hundred characters.
MOST_HEADERS = 100
HEAD_BYTES = 32 * 1024
ADDRESS_BYTES = 4 * 1024
CLOSE = {"Connection": "close"}  # with the rest of a body that nobody reads
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# The form around the file: names, boundaries, the other fields.
FORM_BYTES = 64 * 1024


class Guards:
    """Notes when the request began, refuses foreign forms and endless bodies, and adds the headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = monotonic()
        scope.setdefault("state", {})["begun"] = begun
        headers, settings = Headers(scope=scope), get_settings()
        named = other_name(scope["path"], headers.get("host", ""), settings.public_url)
        problem = _head(scope) or named or refusal(scope["method"], headers, settings)
        answer: ASGIApp = self.app if problem is None else scope["app"].state.answer(Request(scope), problem)
        await answer(scope, _bounded(receive, begun), _with_headers(scope, send))


def _head(scope: Scope) -> Problem | None:
    """A token of any length is answered where tokens are judged: like every other that is not right."""
    if len(scope["raw_path"]) + len(scope["query_string"]) > ADDRESS_BYTES:
        return Problem(414, "address", "The address is too long. Send what you have to say in the body.")
    sizes = [len(name) + len(value) for name, value in scope["headers"] if name != b"authorization"]
    if len(sizes) > MOST_HEADERS or sum(sizes) > HEAD_BYTES:
        return Problem(431, "headers", "The request has too many or too long headers. Clear the cookies of this site.")
    return None


def refusal(method: str, headers: Headers, settings: Settings) -> Problem | None:
    if method in SAFE_METHODS:
        return _refused_reading(headers)
    if "authorization" not in headers and not same_origin(headers):
        sentence = "This form was sent from another site. Open the page itself and send it from there."
        return Problem(403, "cross-site", sentence)
    length = headers.get("content-length", "0")
    if length.isdecimal() and int(length[:18]) > settings.upload_bytes + FORM_BYTES:
        return _too_large(settings)
    return None


def _refused_reading(headers: Headers) -> Problem | None:
    """A link on any site may lead here. A script, a picture or a stream of another site has nothing to read here."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        foreign = site not in ("same-origin", "none") and headers.get("sec-fetch-mode") != "navigate"
    else:
        foreign = origin is not None and urlsplit(origin).netloc != headers.get("host")
    if not foreign or "authorization" in headers:
        return None
    return Problem(403, "cross-site", "This was asked for by a page of another site. Open it here yourself.")


def same_origin(headers: Headers) -> bool:
    """Browsers say where a form comes from. Without a cookie there is nothing to abuse, so a bare client may post."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == headers.get("host")
    return "cookie" not in headers


def _too_large(settings: Settings) -> Problem:
    most = f"{settings.upload_bytes / 2**20:.0f} MiB"
    sentence = f"The upload is larger than {most}. Clear the outputs of a notebook; leave data out of a folder."
    return Problem(413, "too-large", sentence, **CLOSE)


def _bounded(receive: Receive, begun: float) -> Receive:
    """Counts what really arrives, whatever was declared, and gives the whole body a limited time."""
    settings = get_settings()
    taken = 0
    more = True

    async def bounded() -> Message:
        nonlocal taken, more
        if not more:
            return await receive()
        message = await _in_time(receive, begun + settings.upload_s - monotonic())
        taken += len(message.get("body", b""))
        more = bool(message.get("more_body", False))
        if taken > settings.upload_bytes + FORM_BYTES:
            raise HTTPException(413, _too_large(settings).detail, CLOSE)
        return message

    return bounded


async def _in_time(receive: Receive, seconds: float) -> Message:
    try:
        async with asyncio.timeout(seconds):
            return await receive()
    except TimeoutError as error:
        raise HTTPException(408, "The upload took too long. Try again on a better line.", CLOSE) from error


def _with_headers(scope: Scope, send: Send) -> Send:
    async def adding(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            https = scope["scheme"] == "https" or get_settings().is_https
            harden(MutableHeaders(scope=message), https=https, path=scope["path"])
        await send(message)

    return adding
