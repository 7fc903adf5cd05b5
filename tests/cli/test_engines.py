"""The embedded engines: real PostgreSQL and Valkey, started, killed and started again."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import psycopg
import pytest
import redis
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from api.embedded import LONGEST_FOLDER, NeverStarted, embedded_urls, for_redis_client, socket_folder
from cli.engines import EngineError, Engines, is_private
from cli.processes import living_in, wait_until

ROOT = Path(__file__).resolve().parents[2]


def ask(database_url: str, statement: str) -> object:
    with create_engine(database_url, poolclass=NullPool).begin() as connection:
        return (
            connection.execute(text(statement)).scalar()
            if "SELECT" in statement
            else connection.exec_driver_sql(statement)
        )


def engine_processes(data_dir: Path) -> list[int]:
    return [*living_in(data_dir / "postgres", "postgres"), *living_in(data_dir / "valkey", "valkey-server")]


def start_elsewhere(data_dir: Path) -> "subprocess.Popen[str]":
    """The engines in a process of their own, which we can kill."""
    program = f"""
        import time
        from pathlib import Path
        from cli.engines import Engines
        Engines(Path({str(data_dir)!r})).start()
        print("up", flush=True)
        time.sleep(600)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "up\n"
    process.stdout.close()
    return process


def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    with Engines(tmp_path):
        database_url, redis_url = embedded_urls(tmp_path)
        ask(database_url, "CREATE TABLE kept (n int)")
        with redis.Redis.from_url(for_redis_client(redis_url)) as queue:
            queue.set("kept", "yes")
    assert not engine_processes(tmp_path)
    with Engines(tmp_path):
        assert ask(database_url, "SELECT count(*) FROM kept") == 0
        with redis.Redis.from_url(for_redis_client(redis_url)) as queue:
            assert queue.get("kept") == b"yes"


def test_a_killed_parent_leaves_no_engine_and_blocks_nothing(tmp_path: Path) -> None:
    process = start_elsewhere(tmp_path)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with Engines(tmp_path):
        assert ask(embedded_urls(tmp_path)[0], "SELECT 1") == 1
    assert wait_until(lambda: not engine_processes(tmp_path), 10)


def test_engines_that_outlived_their_parent_are_ended_first(tmp_path: Path) -> None:
    left = Engines(tmp_path, die_with_parent=False)
    left.start()
    old = engine_processes(tmp_path)
    assert left._lock
    left._lock.close()  # as the kernel does when the parent dies
    with Engines(tmp_path):
        assert ask(embedded_urls(tmp_path)[0], "SELECT 1") == 1
        assert not set(old) & set(engine_processes(tmp_path))
    left.stop()  # reaps the two


def test_killed_engines_start_again_with_their_stale_files(tmp_path: Path) -> None:
    engines = Engines(tmp_path)
    engines.start()
    for pid in engine_processes(tmp_path):
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not engine_processes(tmp_path), 10)
    assert (tmp_path / "postgres" / "postmaster.pid").exists()
    # The number in the stale file may belong to somebody else by now: to us, for instance.
    lines = (tmp_path / "postgres" / "postmaster.pid").read_text().splitlines()
    (tmp_path / "postgres" / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert sorted(engines.revive()) == ["postgres", "valkey"]
    assert ask(embedded_urls(tmp_path)[0], "SELECT 1") == 1
    engines.stop()


def test_a_second_one_from_the_same_folder_is_told_who_holds_it(tmp_path: Path) -> None:
    with Engines(tmp_path), pytest.raises(EngineError, match=rf"process {os.getpid()}.*already runs from"):
        Engines(tmp_path).start()


def test_a_deep_data_folder_gets_a_short_and_closed_socket_folder(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * LONGEST_FOLDER) / "data"
    with pytest.raises(NeverStarted, match="script/server"):
        embedded_urls(deep)
    with Engines(deep):
        sockets = socket_folder(deep)
        assert is_private(sockets)
        assert ask(embedded_urls(deep)[0], "SELECT 1") == 1
    sockets.chmod(0o755)  # somebody opened it: it is not used again
    with Engines(deep):
        fresh = socket_folder(deep)
        assert fresh != sockets
        assert is_private(fresh)
    for folder in (sockets, fresh):
        shutil.rmtree(folder)


def test_nothing_listens_on_the_network_and_the_folders_are_closed(tmp_path: Path) -> None:
    with Engines(tmp_path / "data"):
        for folder in ("", "sockets", "postgres"):
            assert (tmp_path / "data" / folder).stat().st_mode & 0o077 == 0
        host = str(socket_folder(tmp_path / "data"))
        with psycopg.connect(host=host, user="postgres", dbname="postgres") as admin:
            assert admin.execute("SHOW listen_addresses").fetchone() == ("",)
            rules = admin.execute("SELECT DISTINCT type, auth_method FROM pg_hba_file_rules").fetchall()
            assert rules == [("local", "peer")]
            superuser = admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = 'allclose'").fetchone()
            assert superuser == (False,)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_another_account_does_not_get_in() -> None:
    with tempfile.TemporaryDirectory() as name, Engines(Path(name)):
        sockets = socket_folder(Path(name))
        # Even with every folder open, the server asks the kernel who is calling.
        for folder in (Path(name), sockets):
            folder.chmod(0o755)
        for entry in sockets.iterdir():
            entry.chmod(0o777)
        assert "Peer authentication failed" in connect_as(65534, str(sockets))


def connect_as(uid: int, host: str) -> str:
    """What another account is told. A fork, because that account may not be able to execute this Python."""
    psycopg.connect(host=host, user="allclose", dbname="allclose").close()  # loads whatever connecting needs
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setresuid(uid, uid, uid)
            psycopg.connect(host=host, user="allclose", dbname="allclose")
            os.write(writer, b"connected")
        except Exception as error:  # noqa: BLE001  whatever it is, the parent judges it
            os.write(writer, str(error).encode())
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as answer:
        return answer.read()


def test_a_folder_of_another_version_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(EngineError, match="was made by PostgreSQL 16, and this Allclose brings 18"):
        Engines(tmp_path).start()


def test_an_interrupted_first_start_is_repaired(tmp_path: Path) -> None:
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18\n")
    with Engines(tmp_path):
        assert ask(embedded_urls(tmp_path)[0], "SELECT 1") == 1
