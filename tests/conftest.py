"""The real engines for tests: one PostgreSQL and one Valkey for a run, one database for each process of it."""

import fcntl
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from psycopg import sql
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from api.embedded import for_redis_client
from cli.processes import wait_until

ROOT = Path(__file__).resolve().parent.parent
RUN = "ALLCLOSE_TEST_RUN"  # the folder of this run and the process whose end ends it, as FOLDER:PID

os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the main process; those of xdist inherit what it says
        os.environ[RUN] = f"{tempfile.gettempdir()}/allclose-test-{os.getpid()}:{os.getpid()}"


@dataclass(frozen=True)
class EngineUrls:
    database: str
    redis: str


def start_keeper(folder: str, pid: str) -> None:
    """No Popen object, because nobody here waits for the keeper: it outlives whoever started it."""
    program = [sys.executable, "-m", "tests.keeper", folder, pid]
    os.posix_spawn(sys.executable, program, os.environ | {"PYTHONPATH": str(ROOT)}, setsid=True)


@pytest.fixture(scope="session")
def engine_urls() -> EngineUrls:
    """The engines of this run. Whoever comes first starts their keeper; the others wait at the lock."""
    folder, _, pid = os.environ[RUN].rpartition(":")
    Path(folder).mkdir(mode=0o700, exist_ok=True)
    ready = Path(folder, "ready.json")
    with Path(folder, "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            start_keeper(folder, pid)
            assert wait_until(ready.exists, 60), "the keeper of the test engines did not answer within 60 s"
    facts = json.loads(ready.read_text())
    assert "error" not in facts, facts["error"]
    return EngineUrls(*facts["urls"])


def administer(database_url: str, statement: sql.Composed) -> None:
    host = make_url(database_url).query["host"]
    with psycopg.connect(host=str(host), user="postgres", dbname="postgres", autocommit=True) as admin:
        admin.execute(statement)


@pytest.fixture(scope="session")
def database_url(engine_urls: EngineUrls, worker_id: str) -> str:
    """A database of this process alone, copied from the migrated one."""
    name = sql.Identifier(f"test_{worker_id}")
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE allclose OWNER allclose").format(name)
    # Two copies at once would refuse each other, because a template must have no other user.
    with Path(os.environ[RUN].rpartition(":")[0], "copy.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        administer(engine_urls.database, copy)
    url = make_url(engine_urls.database).set(database=f"test_{worker_id}")
    return url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def redis_url(engine_urls: EngineUrls, worker_id: str) -> str:
    number = 0 if worker_id == "master" else 1 + int(worker_id.removeprefix("gw"))
    return f"{engine_urls.redis}?virtual_host={number}"


@pytest.fixture(scope="session")
def settings(database_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """`api.settings.get_settings()` of this process, pointing at its own database, queue and data folder."""
    from api.database import engine
    from api.settings import get_settings

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ALLCLOSE_DATABASE_URL", database_url)
        environment.setenv("ALLCLOSE_REDIS_URL", redis_url)
        environment.setenv("ALLCLOSE_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        get_settings.cache_clear()
        yield get_settings()
        engine().dispose()
    engine.cache_clear()
    get_settings.cache_clear()


@pytest.fixture
def database(settings: Any) -> str:
    """An empty database (every table truncated) and an empty queue. What a test commits, the next one does not see."""
    from api.database import engine
    from api.models import Base

    tables = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with engine().begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    with redis.Redis.from_url(for_redis_client(settings.redis_url)) as queue:
        queue.flushdb()
    return str(settings.database_url)


@pytest.fixture
def db(database: str) -> Iterator[Session]:
    """A session on the empty database, for preparing and looking. Uncommitted work is rolled back at the end."""
    from api.database import engine

    with Session(engine(), expire_on_commit=False) as session:
        yield session


@dataclass(frozen=True)
class Service:
    """The whole product, running: `script/server` in a data folder of its own."""

    url: str
    data_dir: Path
    tokens: dict[str, str]
    process: subprocess.Popen[bytes]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    from tests.service import running

    with running(tmp_path_factory.mktemp("service")) as (url, data_dir, tokens, process):
        yield Service(url, data_dir, tokens, process)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A Chromium, one for a whole run: Playwright does not start twice in one process."""
    from tests.web.chromium import chromium

    with chromium() as opened:
        yield opened
