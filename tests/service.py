"""Starts the whole product as a person would, on a free port and in a data folder of its own."""

import ast
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from cli.processes import last_lines, wait_until

ROOT = Path(__file__).resolve().parent.parent
Running = tuple[str, Path, dict[str, str], "subprocess.Popen[bytes]"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def launch(data_dir: Path, port: int, **environment: str) -> "subprocess.Popen[bytes]":
    """`allclose serve` as script/server calls it, its output in `serve.log` of the data folder."""
    data_dir.mkdir(parents=True, exist_ok=True)
    ours = {name: value for name, value in os.environ.items() if not name.startswith("ALLCLOSE_")}
    ours |= {"ALLCLOSE_DATA_DIR": str(data_dir), "ALLCLOSE_PORT": str(port), **environment}
    with (data_dir / "serve.log").open("ab") as log:
        return subprocess.Popen([sys.executable, "-m", "cli.main", "serve"], cwd=ROOT, env=ours, stdout=log, stderr=log)


def healthy(url: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{url}/healthz", timeout=5).status_code == 200
    return False


@contextmanager
def running(data_dir: Path, **environment: str) -> Iterator[Running]:
    port = free_port()
    url, process = f"http://127.0.0.1:{port}", launch(data_dir, port, **environment)
    try:
        wait_until(lambda: process.poll() is not None or healthy(url), 300, pause_s=0.1)
        assert process.poll() is None, "allclose serve ended:\n" + last_lines(data_dir / "serve.log", 40)
        assert healthy(url), "allclose serve is not healthy:\n" + last_lines(data_dir / "serve.log", 40)
        yield url, data_dir, json.loads((data_dir / "demo.json").read_text())["tokens"], process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def mistaken(lab: Path, mistake: Path) -> bytes:
    """The solution with the mistake's definitions in the place of its own, as somebody would write it."""
    own = ast.parse(mistake.read_text())
    names = {node.name for node in own.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    lines = (lab / "solution.py").read_text().splitlines()
    for node in ast.parse("\n".join(lines)).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in names:
            start = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            lines[start - 1 : node.end_lineno] = [""] * ((node.end_lineno or start) - start + 1)
    return ("\n".join(lines) + "\n\n" + mistake.read_text()).encode()
