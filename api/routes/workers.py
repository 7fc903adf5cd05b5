from __future__ import annotations

from fastapi import APIRouter

from api import workers
from api.auth import Asking
from api.database import session
from api.workers import WorkersView

router = APIRouter(tags=["workers"])


@router.get("/workers")
def index(asking: Asking) -> WorkersView:
    """For staff of any course: every worker of the last day, and how each layer of its sandbox was proved."""
    with session() as db:
        return workers.workers(db, asking)
