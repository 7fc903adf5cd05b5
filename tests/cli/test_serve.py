"""`allclose serve` in front of a database that belongs to somebody else."""

import signal
from pathlib import Path

import httpx
import psycopg
from sqlalchemy.engine import make_url

from cli.processes import wait_until
from tests.service import free_port, healthy, launch


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
    address = make_url(database).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        for table in ("people", "identities", "tokens"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM labs").fetchone() != (0,)
