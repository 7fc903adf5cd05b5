"""Writes verdicts while the grading goes on, many in one transaction when they come fast."""

from __future__ import annotations

import queue
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
    """Encloses one grading. `on_event` never waits for the database; leaving the block waits until all is written.

    Raises on leaving: LeaseLost, or the database error that the writing thread met.
    """

    def __init__(self, grading_id: UUID, fence: int) -> None:
        self._key = (grading_id, fence)
        self._queue: queue.SimpleQueue[CheckResult | None] = queue.SimpleQueue()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name=f"recorder-{grading_id}", daemon=True)

    def on_event(self, event: Event) -> None:
        if isinstance(event, CheckDone):
            self._queue.put(event.result)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._queue.put(None)
        self._thread.join()
        if error is None and self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        more = True
        try:
            while more:
                batch, more = self._next_batch()
                if batch:
                    self._store(batch)
        except Exception as failure:  # noqa: BLE001  raised again in the grading's own thread, on leaving the block
            self._failure = failure

    def _next_batch(self) -> tuple[list[CheckResult], bool]:
        """All that waits, at least one; and whether more may come."""
        batch: list[CheckResult] = []
        item = self._queue.get()
        while item is not None:
            batch.append(item)
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                return batch, True
        return batch, False

    def _store(self, batch: list[CheckResult]) -> None:
        with session() as db:
            if not gradings.store_checks(db, *self._key, batch):
                raise LeaseLost
