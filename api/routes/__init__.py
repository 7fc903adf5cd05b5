"""REST under /api/v1: thin, each a door to the rules."""

from __future__ import annotations

from fastapi import APIRouter

from api.routes import courses, follow, labs, submissions, tokens

router = APIRouter(prefix="/api/v1")
for part in (submissions, follow, labs, courses, tokens):
    router.include_router(part.router)
