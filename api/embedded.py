"""Where the embedded PostgreSQL and Valkey answer: `cli.engines` starts them there, `api.settings` looks here."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

# The kernel takes 107 bytes of socket path, and the longest name that PostgreSQL puts into the folder is its lock file.
LONGEST_FOLDER = 107 - len("/.s.PGSQL.5432.lock")
_PLAIN = re.compile(r"[A-Za-z0-9._/-]+")


class NeverStarted(Exception):
    """No engine has run from this data folder yet, so there is no address to give."""


def socket_record(data_dir: Path) -> Path:
    """The file that names the socket folder of a data folder whose own path is too long for sockets."""
    return data_dir / "sockets.path"


def own_socket_folder(data_dir: Path) -> Path | None:
    """The folder inside the data folder, or None where sockets cannot live: too long, or letters that a URL escapes."""
    folder = data_dir.resolve() / "sockets"
    fits = len(str(folder).encode()) <= LONGEST_FOLDER and _PLAIN.fullmatch(str(folder))
    return folder if fits else None


def socket_folder(data_dir: Path) -> Path:
    own = own_socket_folder(data_dir)
    if own:
        return own
    record = socket_record(data_dir)
    if not record.exists():
        raise NeverStarted(
            f"No database has been started from {data_dir} yet. Run script/server first, "
            "or set ALLCLOSE_DATABASE_URL and ALLCLOSE_REDIS_URL to engines that run elsewhere."
        )
    return Path(record.read_text(encoding="utf-8").strip())


def embedded_urls(data_dir: Path) -> tuple[str, str]:
    """The SQLAlchemy URL of the embedded PostgreSQL, and the Celery URL of the embedded Valkey."""
    folder = socket_folder(data_dir)
    database = "postgresql+psycopg://allclose@/allclose?" + urlencode({"host": str(folder)})
    return database, f"redis+socket://{folder}/valkey.sock"


def for_redis_client(redis_url: str) -> str:
    """The same broker in the words of redis-py, which says `unix://` and `db`."""
    if not redis_url.startswith("redis+socket://"):
        return redis_url
    return redis_url.replace("redis+socket://", "unix://", 1).replace("?virtual_host=", "?db=", 1)
