"""Who waits for a grading hears of it here: one LISTEN connection for each process, many waiting tasks.

No news is lost: a task subscribes first and reads the row afterwards, and every new connection rings all bells.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Literal
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
import structlog
from anyio.to_thread import run_sync
from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from api.auth import Viewer
from api.database import CHANNEL, ENDED, session
from api.models import Grading, Submission
from api.reading import read
from api.settings import get_settings
from api.views import FINAL, CheckView, ExerciseView, SubmissionView

RECONNECT_S = 0.5
BEAT_S = 15.0

Seen = dict[tuple[str, str], CheckView]  # by exercise and check
log = structlog.get_logger()


@dataclass(frozen=True)
class Update:
    """One piece of news with the whole as it stands then. `beat` says only that the line is alive."""

    kind: Literal["state", "check", "final", "beat"]
    view: SubmissionView
    exercise: ExerciseView | None = None
    check: CheckView | None = None


class Hub:
    """Belongs to one event loop, and lives as long as it."""

    def __init__(self) -> None:
        self.ending = False  # the process is to stop: whoever waits is answered with what is known
        self._bells: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._task = asyncio.create_task(self._listen_forever(), name="listen")

    @contextmanager
    def subscribe(self, submission_id: UUID, *, to: str = "") -> Iterator[asyncio.Event]:
        """A bell for all news of a submission, or for its end alone (`to=ENDED`)."""
        bell = asyncio.Event()
        key = f"{submission_id}{to}"
        self._bells[key].add(bell)
        try:
            yield bell
        finally:
            self._bells[key].discard(bell)
            if not self._bells[key]:
                del self._bells[key]

    def end(self) -> None:
        self.ending = True
        for key in list(self._bells):
            self._ring(key)

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _listen_forever(self) -> None:
        while True:
            try:
                await self._listen()
            except psycopg.Error as error:
                log.warning("events.database_away", error=str(error))
            await asyncio.sleep(RECONNECT_S)

    async def _listen(self) -> None:
        url = make_url(get_settings().database_url).set(drivername="postgresql")
        address = url.render_as_string(hide_password=False)
        async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            for key in list(self._bells):
                self._ring(key)
            async for news in connection.notifies():
                self._ring(news.payload)
                self._ring(news.payload.removesuffix(ENDED))

    def _ring(self, key: str) -> None:
        for bell in self._bells.get(key, ()):
            bell.set()


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


async def close() -> None:
    found = _hubs.pop(asyncio.get_running_loop(), None)
    if found is not None:
        await found.close()


async def wait_for(submission_id: UUID, seconds: float) -> bool:
    """Whether the submission reached a final state within the time. A restart of the database only takes some of it."""
    deadline = monotonic() + seconds
    with hub().subscribe(submission_id, to=ENDED) as bell:
        while not hub().ending:
            bell.clear()
            pause_s = BEAT_S
            try:
                if await run_sync(_is_final, submission_id):
                    return True
            except DBAPIError as error:
                log.warning("events.database_away", error=str(error.orig))
                pause_s = RECONNECT_S
            if not await _rung(bell, min(deadline - monotonic(), pause_s)) and monotonic() >= deadline:
                return False
    return False


async def stream(viewer: Viewer, submission_id: UUID) -> AsyncIterator[Update]:
    """Everything that is known already, then the news as they come, until the final state or the end of the process."""
    seen: Seen = {}
    status = ""
    with hub().subscribe(submission_id) as bell:
        while not hub().ending:
            bell.clear()
            now = await run_sync(read, viewer, submission_id)
            withdrawn = seen.keys() - {(e.name, check.name) for e in now.exercises for check in e.checks}
            if (now.status != status or withdrawn) and not now.final:
                # What a lost attempt had found is taken back before the next one finds it again.
                for key in withdrawn:
                    del seen[key]
                status = now.status
                yield Update("state", now)
            for update in _news(now, seen):
                yield update
            if now.final:
                yield Update("final", now)
                return
            if not await _rung(bell, BEAT_S):
                yield Update("beat", now)


def _news(now: SubmissionView, seen: Seen) -> Iterator[Update]:
    """The verdicts that are new, or that a second attempt found otherwise, in reading order."""
    for exercise in now.exercises:
        for check in exercise.checks:
            if seen.get((exercise.name, check.name)) != check:
                seen[exercise.name, check.name] = check
                yield Update("check", now, exercise, check)


async def _rung(bell: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(max(seconds, 0)):
            await bell.wait()
    except TimeoutError:
        return False
    return True


def _is_final(submission_id: UUID) -> bool:
    query = select(Grading.state).join(Submission, Submission.current_grading_id == Grading.id)
    with session() as db:
        return db.scalar(query.where(Submission.id == submission_id)) in FINAL
