"""What a grading costs: upload-to-score latency, gradings per second, CPU against a bare fork, memory of one more.

`python -m bench.first_light [--count 50] [--json FILE]` starts a service of its own and prints a table.
This machine's neighbours are noisy: trust the ratios, which are against a bare fork measured between the same minutes.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import httpx
import numpy as np
import typer

from bench import processes
from tests.service import running

ROOT = Path(__file__).resolve().parent.parent
# One student hands in faster than any student would.
UNLIMITED = {"ALLCLOSE_UPLOADS_PER_MINUTE": "1000000", "ALLCLOSE_REQUESTS_PER_MINUTE": "1000000"}
LABS = ROOT / "reference" / "manipal-cse3281"


@dataclass(frozen=True)
class Case:
    title: str
    lab: str
    bare: str  # the function of bench/bare.py that does the bare computation
    exercise: str | None = None

    @property
    def solution(self) -> Path:
        return LABS / self.lab / "solution.py"


@dataclass
class Figures:
    case: str
    p50_ms: float = 0.0
    p95_ms: float = 0.0
    per_second: float = 0.0
    cpu_ms: float = 0.0
    bare_cpu_ms: float = 0.0
    huge_cpu_ms: float = 0.0
    bare_wall_ms: float = 0.0

    def cells(self) -> list[str]:
        times = (self.p50_ms, self.p95_ms, self.per_second, self.cpu_ms)
        ratios = (self.cpu_ms / self.bare_cpu_ms, self.cpu_ms / self.huge_cpu_ms, self.p50_ms / self.bare_wall_ms)
        return [self.case, *(f"{number:.0f}" if number > 20 else f"{number:.1f}" for number in times)] + [
            f"{ratio:.2f}" for ratio in ratios
        ]


CASES = (
    Case("one exercise", "lab-2", "polynomial_gradient", "manipal-l2-q5-polynomial-gradient"),
    Case("whole lab 2", "lab-2", "whole_lab_2"),
    Case("digit classifier", "lab-4", "digits"),
)


class Service:
    """A running service and its demo students."""

    def __init__(self, url: str, data_dir: Path, tokens: dict[str, str], supervisor: int) -> None:
        self.url = url
        self.roots = [supervisor, *processes.engines(data_dir)]
        self._clients = [
            httpx.Client(base_url=url, headers={"Authorization": f"Bearer {tokens[who]}"}, timeout=300)
            for who in ("student", "student2")
        ]

    def submit(self, case: Case, data: bytes, student: int = 0, wait: float = 240) -> dict[str, Any]:
        fields = {"lab": f"manipal-cse3281/{case.lab}"} | ({"exercise": case.exercise} if case.exercise else {})
        answer = self._clients[student % 2].post(
            "/api/v1/submissions", params={"wait": wait}, data=fields, files={"file": ("solution.py", data)}
        )
        answer.raise_for_status()
        body: dict[str, Any] = answer.json()
        return body

    def full_marks(self, case: Case, student: int = 0) -> float:
        """Milliseconds from upload to score of a right hand-in."""
        started = time.perf_counter()
        body = self.submit(case, case.solution.read_bytes(), student)
        assert body["status"] == "graded", body
        assert body["score"] == body["max_score"] or case.exercise, body
        return (time.perf_counter() - started) * 1000


def measure(service: Service, case: Case, count: int) -> Figures:
    figures = Figures(case.title)
    for _ in range(3):
        service.full_marks(case)
    cpu = processes.cpu_s(service.roots)
    times = sorted(service.full_marks(case) for _ in range(count))
    time.sleep(1)  # what is cleaned after the score counts too
    figures.cpu_ms = (processes.cpu_s(service.roots) - cpu) * 1000 / count
    figures.p50_ms = statistics.median(times)
    figures.p95_ms = times[int(0.95 * (count - 1))]
    figures.per_second = saturated(service, case, max(count // 2, 8))
    bare = bare_fork(case, 20 if case.bare != "digits" else 3)
    figures.bare_cpu_ms, figures.bare_wall_ms = bare["plain"]["cpu_s"] * 1000, bare["plain"]["wall_s"] * 1000
    figures.huge_cpu_ms = bare["huge"]["cpu_s"] * 1000
    return figures


def saturated(service: Service, case: Case, count: int) -> float:
    """Gradings per second with four uploads always under way."""
    started = time.perf_counter()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda student: service.full_marks(case, student), range(count)))
    return count / (time.perf_counter() - started)


def bare_fork(case: Case, count: int) -> dict[str, dict[str, float]]:
    """The bare computation in a fork of a warm parent; see bench/bare.py."""
    with tempfile.NamedTemporaryFile(suffix=".npz") as digits:
        environment = os.environ | {"OMP_NUM_THREADS": "1", "BENCH_DIGITS": digits.name}
        if case.bare == "digits":
            save_digits(digits.name)
        command = [sys.executable, "-m", "bench.bare", case.bare, str(case.solution), str(count)]
        out = subprocess.run(command, check=True, capture_output=True, env=environment, cwd=ROOT)
    figures: dict[str, dict[str, float]] = json.loads(out.stdout)
    return figures


def save_digits(path: str) -> None:
    from graders.datasets import digits

    data = digits()
    np.savez(path, images=data.train_x.reshape(len(data.train_x), -1).numpy(), labels=data.train_y.numpy())


def memory_per_grading(service: Service, concurrent: int = 2) -> float:
    """Rise of the summed PSS in MB per grading that is under way, each asleep in its exercise."""
    case = CASES[0]
    sleepy = (
        case.solution.read_bytes() + b"\nimport time\ndef polynomial_gradient(x):\n    time.sleep(4)\n    return x\n"
    )
    before = processes.pss_mb(service.roots)
    threads = [threading.Thread(target=service.submit, args=(case, sleepy, n)) for n in range(concurrent)]
    for thread in threads:
        thread.start()
    peak = max(_sampled(lambda: processes.pss_mb(service.roots), 10))
    for thread in threads:
        thread.join()
    return (peak - before) / concurrent


def _sampled(sample: Callable[[], float], count: int) -> list[float]:
    figures = []
    for _ in range(count):
        time.sleep(0.3)
        figures.append(sample())
    return figures


COLUMNS = (
    "case",
    "upload to score, p50 ms",
    "p95 ms",
    "gradings/s, saturated",
    "CPU ms per grading",
    "CPU / bare fork",
    "CPU / bare fork in huge pages",
    "p50 / bare wall",
)


def markdown(rows: list[Figures], memory: float) -> str:
    lines = [COLUMNS, ["---"] * len(COLUMNS), *(row.cells() for row in rows)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{table}\n\nMemory: {memory:.1f} MB more (summed PSS) for each grading under way.\n"


def main(
    count: Annotated[int, typer.Option(help="Gradings per case")] = 50,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures there as well")] = None,
    only: Annotated[str, typer.Option(help="Cases whose title holds this")] = "",
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder), **UNLIMITED) as (url, data_dir, tokens, process),
    ):
        service = Service(url, data_dir, tokens, process.pid)
        rows = [measure(service, case, count) for case in CASES if only in case.title]
        memory = memory_per_grading(service)
    print(markdown(rows, memory))
    if json_file:
        figures = {"memory_mb": memory, "cases": [asdict(row) for row in rows]}
        json_file.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    typer.run(main)
