from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from api import queue
from api.database import session
from api.problems import Problem, documented
from api.workers import FRESH_S, live_without

router = APIRouter(tags=["health"])


class Health(BaseModel):
    status: str
    workers: int
    without: list[str]  # sandbox layers that an operator does without


@router.get("/healthz", responses=documented(503))
def healthz() -> Health:
    missing = []
    if not queue.broker_answers():
        missing.append("the broker does not answer")
    try:
        with session() as db:
            workers = live_without(db)
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
