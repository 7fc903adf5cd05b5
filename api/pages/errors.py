"""Refusals and faults as kind pages. The sentence is the problem's own; a title and a next step stand around it."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.pages.render import page

WORDS = {
    401: ("Please sign in", "Sign in and you will come back to this page."),
    403: ("This is for staff", "If you teach this course, ask its instructor to enrol you as staff."),
    404: ("Nothing is here", "Check the address, or start again from your labs."),
    405: ("That did not work", "Go back to the page you came from and use its buttons."),
    409: ("This happened already", "Look at your hand-ins before you send it again."),
    413: ("The file is too large", "Clear the outputs of the notebook, or leave data out of it, and hand it in again."),
    422: ("Something is missing", "Go back, look at the form and send it again."),
    429: ("A little too fast", "Wait until your earlier hand-ins are graded, then hand this one in again."),
    503: ("We cannot take this right now", "Nothing is lost. Try again in a minute."),
}
OTHER = ("Something broke on our side", "This is our fault, not yours. Try again; if it stays, tell your instructor.")


def wants_page(request: Request) -> bool:
    """A browser that asked for a page: everything under /api answers problem+json whoever asks."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")


def error_page(request: Request, status_code: int, sentence: str, *, viewer: Any = None) -> HTMLResponse:
    title, next_step = WORDS.get(status_code, OTHER)
    context = {"status": status_code, "title": title, "sentence": sentence, "next_step": next_step}
    return page(request, "error", viewer=viewer, status_code=status_code, **context)
