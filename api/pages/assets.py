"""Style, scripts and typefaces, all from our own folder."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.staticfiles import StaticFiles

from api.pages.render import STATIC

router = APIRouter()
_FILES = StaticFiles(directory=STATIC)


@router.get("/static/{path:path}", include_in_schema=False)
async def static(path: str, request: Request) -> Response:
    """An address that carries a content hash never changes its meaning, so it may be kept for ever."""
    answer = await _FILES.get_response(path, request.scope)
    seconds, rule = (31_536_000, ", immutable") if "v" in request.query_params else (86_400, "")
    answer.headers["Cache-Control"] = f"public, max-age={seconds}{rule}"
    return answer
