"""`allclose serve` in front of a database that belongs to somebody else, and of one that another run has left."""

import signal
from pathlib import Path

import httpx
import psycopg
from sqlalchemy.engine import make_url

from api.embedded import embedded_urls
from cli.engines import Engines
from cli.migrate import migrate
from cli.processes import wait_until
from tests.service import free_port, healthy, launch, running


def connect(database_url: str) -> psycopg.Connection:
    return psycopg.connect(make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False))


def test_a_database_of_somebody_else_gets_no_demo_people(database: str, tmp_path: Path) -> None:
    port = free_port()
    process = launch(tmp_path, port, ALLCLOSE_DATABASE_URL=database)
    try:
        assert wait_until(lambda: healthy(f"http://127.0.0.1:{port}"), 120, pause_s=0.2)
        assert "Sign in as" not in httpx.get(f"http://127.0.0.1:{port}/signin").text
        assert not (tmp_path / "demo.json").exists()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    with connect(database) as connection:
        for table in ("people", "identities", "tokens"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM labs").fetchone() != (0,)


def test_it_is_not_ready_because_a_worker_of_the_last_run_was(tmp_path: Path) -> None:
    with Engines(tmp_path):
        url, _ = embedded_urls(tmp_path)
        migrate(url)
        with connect(url) as connection:
            connection.execute("INSERT INTO workers (name, lane, without) VALUES ('ghost', 'cpu', '{}')")
    with running(tmp_path), connect(embedded_urls(tmp_path)[0]) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM workers")]
    assert names
    assert "ghost" not in names
