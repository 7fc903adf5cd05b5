"""What staff did in a course, what was refused there, what was published: one sentence for each line of the audit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup

from api.database import session
from api.history import AuditLine, history
from api.labs import labs_of
from api.pages.reader import Reader
from api.pages.render import counted, page, points

router = APIRouter()
SERVICE = "The service"


@router.get("/courses/{course}/audit")
def audit(request: Request, reader: Reader, course: str, cursor: Annotated[UUID | None, Query()] = None) -> Response:
    with session() as db:
        found = history(db, reader, course, cursor=cursor)
        given = [lab.assignment for lab in labs_of(db, reader) if lab.assignment.course == course]
    return page(
        request,
        "audit",
        course=course,
        title=given[0].course_title if given else course,
        zone=given[0].zone if given else "UTC",
        lines=[(line.at, sentence(line)) for line in found.lines],
        older=f"/courses/{course}/audit?cursor={found.next}" if found.next else "",
        newest=cursor is None,
    )


def sentence(line: AuditLine) -> Markup:
    """Who did what to which; a line of a newer release is told by its bare names."""
    who = Markup("<bdi>{}</bdi>").format(line.person or SERVICE)
    kind, _, rest = line.action.partition(".")
    told = SENTENCES.get(line.action) or SENTENCES.get(kind) or _plainly
    return Markup("{} {}.").format(who, told(line, rest))


def _plainly(line: AuditLine, _rest: str) -> str:
    return f"did {line.action} to {line.target}"


def _hand_in(line: AuditLine) -> Markup:
    name = line.target.partition("/")[2]
    return Markup('<a href="/submissions/{}">a hand-in</a>').format(name)


def _regraded(line: AuditLine, _rest: str) -> Markup:
    return Markup("had {} graded again").format(_hand_in(line))


def _again(line: AuditLine, _rest: str) -> str:
    return f"had {counted(_number(line, 'amount'), 'failed hand-in')} graded again"


def _set(line: AuditLine, _rest: str) -> Markup:
    reason = line.detail.get("reason", "")
    score = points(_number(line, "score"))
    return Markup("set the score of {} to {}: <q>{}</q>").format(_hand_in(line), score, reason)


def _withdrawn(line: AuditLine, _rest: str) -> Markup:
    return Markup("took the set score of {} back").format(_hand_in(line))


def _issued(line: AuditLine, _rest: str) -> Markup:
    scope = {"ci": "a CI job", "instructor": "their work as staff"}.get(line.detail.get("scope", ""), "own hand-ins")
    once = ", for one upload" if line.detail.get("single_use") else ""
    job = Markup(", for the job <code>{}</code>").format(line.detail["job"]) if line.detail.get("job") else ""
    return Markup("made a token for {}{}{}").format(scope, once, job)


def _published(line: AuditLine, _rest: str) -> Markup:
    name = line.target.partition("/")[2]
    return Markup("published <code>{}</code> as version <code>{}</code>").format(name, line.detail.get("version", ""))


def _not_published(line: AuditLine, _rest: str) -> Markup:
    name = line.target.partition("/")[2]
    return Markup("did not publish <code>{}</code>: {}").format(name, str(line.detail.get("reason", "")).rstrip("."))


def _refused(line: AuditLine, rest: str) -> Markup:
    why = {"staff-only": "which is for staff", "session-only": "which needs a sign-in"}.get(rest, rest)
    return Markup("asked for <code>{}</code>, {}, and was refused").format(line.target, why)


def _number(line: AuditLine, name: str) -> float:
    value: Any = line.detail.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


SENTENCES: dict[str, Callable[[AuditLine, str], str]] = {
    "submission.regraded": _regraded,
    "gradings.again": _again,
    "score.set": _set,
    "score.withdrawn": _withdrawn,
    "token.issued": _issued,
    "token.revoked": lambda _line, _rest: "revoked a token",
    "lab.published": _published,
    "lab.refused": _not_published,
    "exported": lambda _line, what: f"downloaded the {what} of the course as CSV",
    "refused": _refused,
}
