"""The pages for people. They call the same functions as the REST routes, hold no SQL, and render the same views."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages import account, assets, audit, labs, live, sandbox, staff, submissions, tokens
from api.pages.errors import render_problem

__all__ = ["render_problem", "router"]

router = APIRouter(include_in_schema=False)
for part in (assets, account, labs, submissions, live, staff, audit, sandbox, tokens):
    router.include_router(part.router)
