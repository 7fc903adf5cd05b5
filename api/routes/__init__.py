"""REST under /api/v1: thin, each a door to the rules."""

from __future__ import annotations

from fastapi import APIRouter, Security
from fastapi.security import HTTPBearer

from api.problems import documented
from api.routes import courses, follow, labs, staff, submissions, tokens, workers

# For the documentation: `api.auth` reads the header, and takes the cookie of a signed-in page as well.
token = HTTPBearer(description="A token of your own, made on the page Tokens.", auto_error=False)
router = APIRouter(
    prefix="/api/v1",
    dependencies=[Security(token)],
    responses=documented(400, 401, 403, 404, 408, 413, 414, 422, 429, 431, 500, 503),
)
for part in (submissions, follow, staff, labs, courses, tokens, workers):
    router.include_router(part.router)
