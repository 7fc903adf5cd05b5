"""The sweeper: takes back expired leases and wakes workers for rows whose message was lost. Safe to run twice."""

from __future__ import annotations

import signal
import threading

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api import gradings, queue
from api.database import session
from api.log import configure_log

EVERY_S = 5.0

log = structlog.get_logger()


def sweep_once() -> None:
    with session() as db:
        swept = gradings.sweep(db)
    if swept.lost:
        log.warning("sweeper.lost_leases", gradings=[str(g) for g in swept.lost])
    for lane in swept.lanes:
        queue.wake(lane)


def main() -> None:
    configure_log()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(EVERY_S):
        try:
            sweep_once()
        except SQLAlchemyError as error:  # the database is away: it is still the truth when it is back
            log.warning("sweeper.database_away", error=str(error))


if __name__ == "__main__":
    main()
