"""Keeps the leases of this worker's running gradings alive, and tells a grading when it lost its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api import gradings
from api.database import session

LEASE_S = 15.0
RENEW_EVERY_S = LEASE_S / 3

log = structlog.get_logger()


class Leases:
    """Thread safe. One daemon thread renews all; times are judged by the database clock alone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[tuple[UUID, int], threading.Event] = {}
        self._stop = threading.Event()
        threading.Thread(target=self._renew_forever, name="leases", daemon=True).start()

    @contextmanager
    def hold(self, grading_id: UUID, fence: int) -> Iterator[threading.Event]:
        """Renew while the block runs; the event is set once the lease is lost."""
        lost = threading.Event()
        key = (grading_id, fence)
        with self._lock:
            self._running[key] = lost
        try:
            yield lost
        finally:
            with self._lock:
                del self._running[key]

    def close(self) -> None:
        self._stop.set()

    def _renew_forever(self) -> None:
        while not self._stop.wait(RENEW_EVERY_S):
            with self._lock:
                running = list(self._running.items())
            for (grading_id, fence), lost in running:
                self._renew(grading_id, fence, lost)

    def _renew(self, grading_id: UUID, fence: int, lost: threading.Event) -> None:
        try:
            with session() as db:
                if not gradings.renew(db, grading_id, fence, LEASE_S):
                    lost.set()
        except (
            SQLAlchemyError
        ) as error:  # the database is away: the next round tries again, the fence protects the score
            log.warning("lease.renew_failed", grading=str(grading_id), error=str(error))
