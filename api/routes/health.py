from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api import queue
from api.database import session
from api.problems import Problem

# A worker grades its canary every 20 seconds; three missed ones mean that it is gone or ill.
FRESH_S = 60

router = APIRouter(tags=["health"])


class Health(BaseModel):
    status: str
    workers: int
    without: list[str]  # sandbox layers that an operator does without


@router.get("/healthz")
def healthz() -> Health:
    missing = []
    if not queue.broker_answers():
        missing.append("the broker does not answer")
    try:
        workers = _workers()
    except SQLAlchemyError:
        workers = []
        missing.append("the database does not answer")
    else:
        if not workers:
            missing.append(f"no worker has graded its canary in the last {FRESH_S} seconds")
    if missing:
        sentence = f"Not ready: {'; '.join(missing)}. What was accepted is kept and graded when all is back."
        raise Problem(503, "not-ready", sentence, Retry_After="5")
    without = sorted({layer for worker in workers for layer in worker})
    return Health(status="ok", workers=len(workers), without=without)


def _workers() -> list[list[str]]:
    """What each live worker does without."""
    fresh = text("SELECT without FROM workers WHERE seen_at > now() - make_interval(secs => :seconds)")
    with session() as db:
        return list(db.scalars(fresh, {"seconds": FRESH_S}))
