"""Writes verdicts while the grading goes on, many in one transaction when they come fast."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self
from uuid import UUID

from api import gradings
from api.database import session
from graders.results import CheckResult
from worker.job import CheckDone, Event


class LeaseLost(Exception):
    """Another worker owns this grading now; what we found no longer counts."""


class Recorder:
    """Encloses one grading. `on_event` never waits for the database.

    The first verdict is written at once and later ones at most every PAUSE_S, which no reader notices. What is not
    written when the block is left stands in `rest`, for the transaction that writes the result. Raises on leaving:
    LeaseLost, or the database error that the writing thread met.
    """

    PAUSE_S = 0.05

    def __init__(self, grading_id: UUID, fence: int) -> None:
        self.rest: list[CheckResult] = []
        self._key = (grading_id, fence)
        self._news = threading.Condition()
        self._closed = False
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name=f"recorder-{grading_id}", daemon=True)

    def on_event(self, event: Event) -> None:
        if isinstance(event, CheckDone):
            with self._news:
                self.rest.append(event.result)
                self._news.notify()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._news:
            self._closed = True
            self._news.notify()
        self._thread.join()
        if error is None and self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            while batch := self._next_batch():
                self._store(batch)
                with self._news:
                    self._news.wait_for(lambda: self._closed, self.PAUSE_S)
        except Exception as failure:  # noqa: BLE001  raised again in the grading's own thread, on leaving the block
            self._failure = failure

    def _next_batch(self) -> list[CheckResult]:
        """All that waits, at least one; nothing once closed."""
        with self._news:
            self._news.wait_for(lambda: self._closed or self.rest)
            if self._closed:
                return []
            batch, self.rest = self.rest, []
            return batch

    def _store(self, batch: list[CheckResult]) -> None:
        with session() as db:
            if not gradings.store_checks(db, *self._key, batch):
                raise LeaseLost
