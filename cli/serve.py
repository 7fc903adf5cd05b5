"""`allclose serve`: the whole product on one machine, from engines to workers, in front of one terminal."""

from __future__ import annotations

import gc
import os
import socket
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx
from rich.panel import Panel
from rich.table import Table

from cli.engines import EngineError, Engines, make_private
from cli.places import data_dir
from cli.supervisor import Program, Supervisor, say

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from api.demo import Demo
    from api.settings import Settings

STARTUP_S = 180.0
# Celery warns of root because messages could carry code. Ours carry nothing, and root gives the sandbox more layers.
WORKER_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
}


class CannotServe(Exception):
    """Why nothing was started, as one sentence for people."""


def serve(console: Console) -> None:
    folder = data_dir()
    os.environ["ALLCLOSE_DATA_DIR"] = str(folder)  # one place for every program that is started here
    supervisor = Supervisor()
    supervisor.listen_to_signals()
    refuse_taken_port()
    engines = Engines(folder)
    try:
        if not (os.environ.get("ALLCLOSE_DATABASE_URL") and os.environ.get("ALLCLOSE_REDIS_URL")):
            engines.start()
        run(console, supervisor, engines, folder)
    except EngineError as error:
        raise CannotServe(error) from None
    finally:
        supervisor.stop()
        engines.stop()
        gc.freeze()  # the interpreter would look through a thousand modules once more before it ends, for half a second


def run(console: Console, supervisor: Supervisor, engines: Engines, folder: Path) -> None:
    # The addresses exist once the engines run.
    from api.database import session
    from api.gradings import forget_workers
    from api.settings import get_settings
    from cli.demo import write_demo
    from cli.prepare import prepare_database

    make_private(folder)
    settings = get_settings()
    for note in prepare_database():
        say("labs", note)
    url = local_url(settings)
    demo = None
    if not os.environ.get("ALLCLOSE_DATABASE_URL"):  # one of somebody else's has its own people and workers
        demo = write_demo(folder, url)
        with session() as db:
            forget_workers(db)
    for program in programs(settings):
        supervisor.add(program)
    wait_healthy(supervisor, url)
    if not supervisor.stopping.is_set():
        console.print(greeting(url, demo))
        supervisor.watch(engines.revive)


def local_url(settings: Settings) -> str:
    """Where this machine finds the service, also when it listens on every address."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)
    return f"http://{host}:{settings.port}"


def refuse_taken_port() -> None:
    host = os.environ.get("ALLCLOSE_HOST", "127.0.0.1")
    port = int(os.environ.get("ALLCLOSE_PORT", "8000"))
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server will: a closed port is free at once
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotServe(
                f"Cannot listen on {host} port {port} ({error.strerror}). "
                f"Stop what runs there, or choose another port: ALLCLOSE_PORT={port + 1} script/server"
            ) from None


def programs(settings: Settings) -> list[Program]:
    python = sys.executable
    lane = "cpu" if settings.device == "cpu" else "gpu"
    celery = ["-A", "worker.celery_app", "--quiet", "worker", "--pool", "threads", "--concurrency", "2", "-Q", lane]
    calm = ["--without-mingle", "--without-gossip", "--loglevel", "WARNING"]
    return [
        Program("api", [python, "-m", "api.server"], {}),
        Program("worker", [python, "-m", "celery", *celery, *calm], WORKER_ENVIRONMENT),
        Program("sweeper", [python, "-m", "worker.sweeper"], {}),
    ]


def wait_healthy(supervisor: Supervisor, url: str) -> None:
    """Until everything answers or somebody says stop. After too long it says what is missing and goes on."""
    deadline, words = time.monotonic() + STARTUP_S, "nothing has answered yet"
    with httpx.Client(base_url=url, timeout=5) as client:
        while not supervisor.stopping.is_set() and time.monotonic() < deadline:
            supervisor.look_after_all()
            with suppress(httpx.TransportError):
                answer = client.get("/healthz")
                if answer.is_success:
                    return
                words = answer.text
            supervisor.stopping.wait(0.1)
    if not supervisor.stopping.is_set():
        say("serve", f"Still not healthy after {STARTUP_S:.0f} s: {words}")


def greeting(url: str, demo: Demo | None) -> Panel:
    table = Table.grid(padding=(0, 2))
    table.add_row("Open", f"[bold]{url}[/]")
    if demo:
        for name, password in demo.passwords.items():
            table.add_row("Sign in as", f"{name:<12}[dim]password[/] {password}")
        table.add_row("Tokens", f"[dim]{os.environ['ALLCLOSE_DATA_DIR']}/demo.json[/]")
    table.add_row("Stop", "Ctrl-C")
    return Panel(table, title="Allclose is ready", expand=False)
