"""Keeps one PostgreSQL and one Valkey for a test run: started by the first test that needs them, ended with the run.

`python -m tests.keeper FOLDER PID`: a process of its own, because with xdist the worker that starts the engines may
finish first, and because a run that is killed must leave nothing behind. It watches the run's main process (PID).
"""

import json
import os
import select
import shutil
import sys
import traceback
from pathlib import Path

from cli.engines import Engines
from cli.migrate import migrate


def main() -> None:
    folder, run = Path(sys.argv[1]), os.pidfd_open(int(sys.argv[2]))
    engines = Engines(folder / "data", durable=False)
    try:
        report(folder, urls=start(engines))
        select.select([run], [], [])
    finally:
        engines.stop()
        shutil.rmtree(folder, ignore_errors=True)


def start(engines: Engines) -> tuple[str, str]:
    database_url, redis_url = engines.start()
    migrate(database_url)
    return database_url, redis_url


def report(folder: Path, **facts: object) -> None:
    draft = folder / "ready.new"
    draft.write_text(json.dumps(facts))
    draft.rename(folder / "ready.json")


if __name__ == "__main__":
    try:
        main()
    except BaseException:
        folder = Path(sys.argv[1])
        folder.mkdir(exist_ok=True)
        report(folder, error=traceback.format_exc())
        raise
