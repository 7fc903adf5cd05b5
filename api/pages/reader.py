"""Who reads a page."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.auth import Viewer, viewer


def reader(request: Request) -> Viewer:
    """The person of this request, remembered for the head of the page; 401, which leads to the sign-in, otherwise."""
    request.state.viewer = viewer(request)
    found: Viewer = request.state.viewer
    return found


Reader = Annotated[Viewer, Depends(reader)]
