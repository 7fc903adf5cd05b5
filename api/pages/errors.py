"""Refusals and faults as kind pages. The sentence is the problem's own; a title and a next step stand around it."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.pages.render import page
from api.problems import Problem

# By the kind of a problem where it says more than the status does.
WORDS: dict[int | str, tuple[str, str]] = {
    401: ("You are not signed in", "Open your labs, sign in there, and send it again."),
    403: ("This is for staff", "If you teach this course, ask its instructor to enrol you as staff."),
    404: ("Nothing is here", "Links to somebody else's hand-in end here too."),
    405: ("That did not work", "Go back to the page you came from and use its buttons."),
    408: ("That took too long", "Nothing of it was kept. Send it again."),
    409: ("This cannot be done now", "Go back, load the page again and see how it stands."),
    413: ("The file is too large", "Clear the outputs of a notebook, leave data out of a folder, hand it in again."),
    422: ("Something is missing", "Go back, look at the form and send it again."),
    429: ("A little too fast", "Nothing that we accepted is lost."),
    503: ("We cannot take this right now", "Nothing that we accepted is lost."),
    "cross-site": ("This came from another site", "Nothing was done. If you did not send it, close that site."),
    "session-only": (
        "This needs you in person",
        "Programs hand in and read results; sign in here for the rest.",
    ),
    "too-many-waiting": (
        "A little too fast",
        "Wait for your earlier hand-ins, then hand this one in again.",
    ),
}
OTHER = ("This did not work", "If it stays this way, tell your instructor what you did and when.")


def render_problem(request: Request, problem: Problem) -> Response:
    """For browsers. Who has to sign in first is taken there, and back afterwards."""
    if problem.status == HTTPStatus.UNAUTHORIZED and request.method == "GET":
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/signin?next={quote(target)}", HTTPStatus.SEE_OTHER)
    title, next_step = WORDS.get(problem.kind) or WORDS.get(problem.status) or OTHER
    words = {"status": problem.status, "title": title, "sentence": problem.detail, "next_step": next_step}
    answer = page(request, "error", status_code=problem.status, **words)
    answer.headers.update(problem.headers)
    return answer
