"""The pages for people. They call the same functions as the REST routes, hold no SQL, and render the same views."""

from __future__ import annotations

from fastapi import APIRouter

from api.pages import assets

router = APIRouter(include_in_schema=False)
router.include_router(assets.router)
