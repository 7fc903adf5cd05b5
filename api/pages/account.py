"""Signing in and out. The session cookie holds the id of a sign-in and nothing else."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.auth import enter, leave, maybe_viewer, sign_in
from api.database import session
from api.demo import PEOPLE, demo_people, from_this_machine, sign_in_demo
from api.limiting import hit_sign_in
from api.pages.render import page
from api.problems import Problem

router = APIRouter()
Text = Annotated[str, Form()]


@router.get("/signin")
def form(request: Request, next: str = "/") -> Response:  # noqa: A002  the name that links and forms carry
    if maybe_viewer(request):
        return _go(next)
    return _form(request, next)


@router.post("/signin")
def with_password(request: Request, name: Text, password: Text, next: Text = "/") -> Response:  # noqa: A002
    hit_sign_in(request, name)
    try:
        with session() as db:
            enter(db, request.session, sign_in(db, name, password))
    except Problem as problem:
        if problem.status != HTTPStatus.UNAUTHORIZED:
            raise
        return _form(request, next, name=name, problem=problem.detail, status_code=HTTPStatus.UNAUTHORIZED)
    return _go(next)


@router.post("/signin/demo")
def as_demo(request: Request, person: Text, next: Text = "/") -> Response:  # noqa: A002
    with session() as db:
        enter(db, request.session, sign_in_demo(db, request, person))
    return _go(next)


@router.post("/signout")
def sign_out(request: Request) -> Response:
    with session() as db:
        leave(db, request.session)
    return _go("/signin")


def _form(request: Request, target: str, *, name: str = "", problem: str = "", status_code: int = 200) -> Response:
    words = {"next": target, "name": name, "problem": problem, "demo": _demo(request)}
    return page(request, "signin", status_code=status_code, **words)


def _demo(request: Request) -> list[tuple[str, str]]:
    """The people behind the buttons, students first; nobody where a button would be refused."""
    if not from_this_machine(request):
        return []
    with session() as db:
        return sorted(demo_people(db), key=lambda person: list(PEOPLE).index(person[0]))


def _go(target: str) -> Response:
    """Only to a page of ours: a link that names another site, in any spelling a browser accepts, leads home."""
    ours = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return RedirectResponse(target if ours else "/", HTTPStatus.SEE_OTHER)
