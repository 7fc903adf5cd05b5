"""The embedded PostgreSQL and Valkey of one data folder: Unix sockets only, in a folder closed to everybody else."""

from __future__ import annotations

import fcntl
import os
import stat
import tempfile
from pathlib import Path
from typing import IO, Self

from api.embedded import embedded_urls, own_socket_folder, socket_record
from cli.engine_error import EngineError
from cli.postgres import Postgres
from cli.valkey import Valkey

__all__ = ["EngineError", "Engines"]


class Engines:
    """Both engines of a data folder. With `die_with_parent` they end with the process that started them."""

    def __init__(self, data_dir: Path, *, die_with_parent: bool = True, durable: bool = True) -> None:
        self.data_dir = data_dir.resolve()
        self.die_with_parent = die_with_parent
        self.durable = durable
        self._lock: IO[str] | None = None
        self._running: list[Postgres | Valkey] = []

    def start(self) -> tuple[str, str]:
        """Start both and answer (database_url, redis_url). Raises EngineError with one sentence for people."""
        make_private(self.data_dir)
        make_private(self.data_dir / "logs")
        self._lock = lock(self.data_dir)
        sockets = prepare_sockets(self.data_dir)
        self._running = [
            Postgres(self.data_dir, sockets, die_with_parent=self.die_with_parent, durable=self.durable),
            Valkey(self.data_dir, sockets, die_with_parent=self.die_with_parent),
        ]
        try:
            for engine in self._running:
                engine.start()
        except BaseException:
            self.stop()
            raise
        return embedded_urls(self.data_dir)

    def stop(self) -> None:
        for engine in reversed(self._running):
            engine.stop()
        self._running = []
        if self._lock:
            self._lock.close()
        self._lock = None

    def revive(self) -> list[str]:
        """Start again whichever engine has ended by itself, and answer their names."""
        ended = [engine for engine in self._running if engine.process and engine.process.poll() is not None]
        for engine in ended:
            engine.start()
        return [engine.name for engine in ended]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def lock(data_dir: Path) -> IO[str]:
    """Hold the data folder. The kernel lets go when we end, even by SIGKILL, so the file itself blocks nobody."""
    held = (data_dir / "lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.seek(0)
        owner = held.read().strip() or "unknown"
        held.close()
        raise EngineError(
            f"Another Allclose (process {owner}) already runs from {data_dir}. "
            "Stop that one first, or give this one a folder of its own by ALLCLOSE_DATA_DIR."
        ) from None
    held.truncate(0)
    held.write(str(os.getpid()))
    held.flush()
    return held


def prepare_sockets(data_dir: Path) -> Path:
    """The folder of the sockets, closed to others. Where the path is too long, a short one with an unguessable name."""
    own = own_socket_folder(data_dir)
    if own:
        make_private(own)
        own.chmod(0o700)
        return own
    record = socket_record(data_dir)
    recorded = Path(record.read_text(encoding="utf-8").strip()) if record.exists() else None
    if recorded and is_private(recorded):
        return recorded
    fresh = Path(tempfile.mkdtemp(prefix="allclose-"))
    record.write_text(str(fresh), encoding="utf-8")
    return fresh


def is_private(folder: Path) -> bool:
    """Whether this is a real folder of ours, closed to others: somebody could have made one of this name in /tmp."""
    try:
        facts = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.geteuid() and stat.S_IMODE(facts.st_mode) == 0o700  # noqa: PLR2004
