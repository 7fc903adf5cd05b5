"""The engine and the session boundary, which is the only place that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from uuid import UUID

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from api.settings import get_settings

CHANNEL = "grading"  # NOTIFY carries the submission's id, and ENDED behind it when there is no more to come
ENDED = "!"


@cache
def engine() -> Engine:
    """`pool_pre_ping` lets the pool outlive a restart of the database: a dead connection is replaced, not raised."""
    return create_engine(
        get_settings().database_url,
        pool_size=10,
        max_overflow=30,
        pool_timeout=10,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 5, "options": "-c timezone=UTC -c statement_timeout=30000"},
    )


@contextmanager
def session() -> Iterator[Session]:
    """One transaction: committed when the block ends, rolled back when it raises."""
    with Session(engine(), expire_on_commit=False) as db, db.begin():
        yield db


def notify(db: Session, submission_id: UUID, *, ended: bool) -> None:
    """Listeners hear it when the transaction commits, never before."""
    news = f"{submission_id}{ENDED if ended else ''}"
    db.execute(text("SELECT pg_notify(:channel, :news)"), {"channel": CHANNEL, "news": news})
