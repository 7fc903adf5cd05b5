"""What stands between student code and the service, for staff: each worker with the layers of its sandbox."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.database import session
from api.pages.reader import Reader
from api.pages.render import page
from api.workers import open_layers, workers

router = APIRouter()


@router.get("/sandbox")
def sandbox(request: Request, reader: Reader) -> Response:
    with session() as db:
        found = workers(db, reader)
    return page(request, "sandbox", workers=found.workers, open_layers=open_layers(found))
