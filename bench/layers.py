"""What each layer of the sandbox costs: a child from `acquire` to its end, with it and without it, in turns.

`python -m bench.layers [--count 20]` prints a table of ratios. `python -m bench.layers --against 5d730d0` measures
upload to score of one exercise against another commit instead: both services run side by side and are asked in turns.
This machine's neighbours are noisy: trust the ratios, which come from the same seconds, and CPU time before the clock.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import httpx
import typer

from bench import processes
from bench.first_light import CASES, Service
from cli.processes import wait_until
from graders.lab import Limits
from tests.service import free_port, running
from worker.sandbox import layers
from worker.sandbox.client import ChildClient
from worker.sandbox.doctor import copies
from worker.sandbox.environment import Environment
from worker.sandbox.sandbox import Sandbox

ROOT = Path(__file__).resolve().parent.parent
Measured = TypeVar("Measured")
BLOCK = 4  # children for one figure: the kernel tells CPU time in hundredths of a second
HAND_IN = b"""
import torch

def slope(x):
    x = x.clone().requires_grad_(True)
    (x**3).sum().backward()
    return x.grad
"""


@dataclass(frozen=True)
class Cost:
    wall_ms: float
    cpu_ms: float


def of_a_child(sandbox: Sandbox, without: frozenset[str]) -> Cost:
    """None is ready, so each is forked, puts its layers on, loads a hand-in, computes a gradient and is buried."""
    roots = [sandbox.host_pid]
    cpu_s, started = processes.cpu_s(roots), time.perf_counter()
    for _ in range(BLOCK):
        answer(sandbox, without)
    wall_s = time.perf_counter() - started
    return Cost(wall_s * 1000 / BLOCK, (processes.cpu_s(roots) - cpu_s) * 1000 / BLOCK)


def answer(sandbox: Sandbox, without: frozenset[str]) -> None:
    import torch

    lease = sandbox.acquire(Limits(), without)
    child = ChildClient(*copies(lease), why_ended=lambda: sandbox.release(lease))
    try:
        child.request("load", name="hand_in.py", data=HAND_IN)
        child.request("call", name="slope", args=[torch.ones(64)])
    finally:
        child.close()
        sandbox.release(lease)


def in_turns(ways: dict[str, Callable[[], Measured]], count: int) -> dict[str, list[Measured]]:
    """Each way once per round, so that noise of the machine meets all of them."""
    times: dict[str, list[Measured]] = {name: [] for name in ways}
    for _ in range(count):
        for name, way in ways.items():
            times[name].append(way())
    return times


def of_each_layer(count: int) -> None:
    bare = Sandbox(Environment.find(), ready=0, slots=2, without=layers.OF_THE_HOST - {"user_namespace"})
    whole = Sandbox(Environment.find(), ready=0, slots=2)
    try:
        ways = {"all layers": partial(of_a_child, whole, frozenset())}
        ways |= {layer: partial(of_a_child, whole, frozenset({layer})) for layer in sorted(layers.OF_A_CHILD)}
        ways["mounts, network, environment"] = partial(of_a_child, bare, frozenset())
        in_turns(ways, 1)
        times = in_turns(ways, count)
    finally:
        whole.close()
        bare.close()
    base = times.pop("all layers")
    print(f"with all layers: {median(base, 'cpu_ms'):.1f} ms of CPU, {median(base, 'wall_ms'):.1f} ms by the clock\n")
    print("| without | CPU of all layers / without it | clock |\n| --- | --- | --- |")
    for name, taken in times.items():
        cpu, wall = (median(base, of) / median(taken, of) for of in ("cpu_ms", "wall_ms"))
        print(f"| {name} | {cpu:.2f} | {wall:.2f} |")


def median(costs: list[Cost], of: str) -> float:
    return statistics.median(getattr(cost, of) for cost in costs)


def against(commit: str, count: int) -> None:
    case = CASES[0]
    with (
        tempfile.TemporaryDirectory() as folder,
        other_service(commit, Path(folder)) as theirs,
        running(Path(folder) / "ours") as (url, data_dir, tokens, process),
    ):
        ours = Service(url, data_dir, tokens, process.pid)
        ways = {"now": lambda: ours.full_marks(case), commit: lambda: theirs.full_marks(case)}
        in_turns(ways, 5)
        times = in_turns(ways, count)
    for name, taken in times.items():
        print(f"{name}: {statistics.median(taken):.1f} ms from upload to score, {min(taken):.1f} at best")
    ratios = [measure(times["now"]) / measure(times[commit]) for measure in (statistics.median, min)]
    print(f"ratio: {ratios[0]:.3f}, at best {ratios[1]:.3f}")


@contextmanager
def other_service(commit: str, folder: Path) -> Iterator[Service]:
    """That commit in a worktree, by this checkout's environments, asked by a process that imports ours only."""
    tree = folder / "tree"
    subprocess.run(["git", "worktree", "add", "--detach", tree, commit], cwd=ROOT, check=True, capture_output=True)
    try:
        for name in (".venv", ".venv-student"):
            (tree / name).symlink_to(ROOT / name)
        with served(tree, folder / "theirs") as service:
            yield service
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", tree], cwd=ROOT, check=True)


@contextmanager
def served(tree: Path, data_dir: Path) -> Iterator[Service]:
    port = free_port()
    data_dir.mkdir()
    settings = {"ALLCLOSE_DATA_DIR": str(data_dir), "ALLCLOSE_PORT": str(port), "PYTHONPATH": str(tree)}
    with (data_dir / "serve.log").open("ab") as log:
        command = [sys.executable, "-P", "-m", "cli.main", "serve"]
        process = subprocess.Popen(command, cwd=tree, env=os.environ | settings, stdout=log, stderr=log)

    def healthy() -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    try:
        assert wait_until(healthy, 600, pause_s=0.2), (data_dir / "serve.log").read_text()[-2000:]
        tokens = json.loads((data_dir / "demo.json").read_text())["tokens"]
        yield Service(f"http://127.0.0.1:{port}", data_dir, tokens, process.pid)
    finally:
        process.terminate()
        process.wait(60)


def main(
    count: Annotated[int, typer.Option(help="Rounds")] = 20,
    against_commit: Annotated[str, typer.Option("--against", help="Measure upload to score against this commit")] = "",
) -> None:
    if against_commit:
        against(against_commit, count)
    else:
        of_each_layer(count)


if __name__ == "__main__":
    typer.run(main)
