"""What it costs to name a mistake, and to count operations: the same work with and without, as ratios.

`python -m bench.diagnosis [--count 20]` prints a table. The hand-ins run in this process, so what is compared is CPU
time of the graders' own work; the last rows are wall time through a real sandbox, where neighbours are heard.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import torch
import typer

from graders.checks import LoadedLab, load
from graders.kit.trial import warm_up
from graders.results import CheckResult
from graders.run import run_exercise
from graders.student import Student
from worker.job import Job
from worker.local import LocalSession
from worker.pipeline import open_pipeline

LAB = Path(__file__).resolve().parent.parent / "reference" / "manipal-cse3281" / "lab-2"
BENT = "\n_right_{name} = {name}\n\ndef {name}(*args):\n    return _right_{name}(*args) + 0.37 * args[0]\n"
UNKNOWN = BENT.format(name="polynomial_gradient")
DOUBLED = UNKNOWN.replace("+ 0.37 * args[0]", "* 2")
MODEL = """
import torch
model = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
"""

Row = tuple[str, float, float]


def grade(lab: LoadedLab, files: list[tuple[str, bytes]], *, diagnose: bool) -> list[CheckResult]:
    session = LocalSession([("solution.py", lab.solution), *files])
    results: list[CheckResult] = []
    for name in lab.exercises:
        run_exercise(lab, name, session, b"bench", results.append, LocalSession if diagnose else None)
    return results


def interleaved(
    count: int,
    one: Callable[[], object],
    other: Callable[[], object],
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[float, float]:
    """The least of each in milliseconds, measured in turns: what neighbours take comes on top and says nothing."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(count):
        for work, found in zip((one, other), times, strict=True):
            started = clock()
            work()
            found.append((clock() - started) * 1000)
    return min(times[0]), min(times[1])


def computed_s(lab: LoadedLab) -> float:
    """CPU time of this process and of the one beside it."""
    return time.process_time() + (lab.known.aside.computed_s if lab.known.aside else 0.0)


def with_and_without(lab: LoadedLab, title: str, files: list[tuple[str, bytes]], count: int) -> Row:
    grade(lab, files, diagnose=True)  # the process beside is begun once for all hand-ins
    without, with_it = interleaved(
        count,
        lambda: grade(lab, files, diagnose=False),
        lambda: grade(lab, files, diagnose=True),
        lambda: computed_s(lab),
    )
    return title, without, with_it


def all_wrong(lab: LoadedLab) -> list[tuple[str, bytes]]:
    """The first known mistake of every exercise, in one hand-in."""
    return [(mistakes[0].file, mistakes[0].source) for mistakes in lab.mistakes.values()]


def diagnosing(count: int) -> list[Row]:
    lab = load(LAB)
    known = next(m for mistakes in lab.mistakes.values() for m in mistakes if m.file == "q5_powers_kept.py")
    hand_ins: dict[str, list[tuple[str, bytes]]] = {
        "lab 2, right": [],
        "lab 2, one known mistake": [(known.file, known.source)],
        "lab 2, a factor of two": [("doubled.py", DOUBLED.encode())],
        "lab 2, an unknown error": [("unknown.py", UNKNOWN.encode())],
        "lab 2, a mistake in every exercise": all_wrong(lab),
    }
    return [with_and_without(lab, title, files, count) for title, files in hand_ins.items()]


def tracing(count: int) -> Row:
    student = Student(LocalSession([("model.py", MODEL.encode())]))
    x = torch.randn(64, 784)
    without, with_it = interleaved(
        5 * count, lambda: student.call("model", x), lambda: student.trace("model", x), time.process_time
    )
    return "a call of a small network, operations counted", without, with_it


def in_the_sandbox(count: int) -> list[Row]:
    """Right against wrong: a wrong hand-in costs its diagnosis and the processes in which it is heard again."""
    lab = load(LAB)
    pipeline = open_pipeline(ready=4)
    try:
        right = _job(lab, b"")
        rows = []
        for title, source in (("one known mistake", _known(lab)), ("an unknown error", UNKNOWN.encode())):
            wrong = _job(lab, source)
            pipeline.grade(right, lambda _: None)
            pipeline.grade(wrong, lambda _: None)
            times = interleaved(
                count,
                lambda: pipeline.grade(right, lambda _: None),
                lambda job=wrong: pipeline.grade(job, lambda _: None),
            )
            rows.append((f"lab 2 in the sandbox: right, and with {title}", *times))
        return rows
    finally:
        pipeline.close()


def _known(lab: LoadedLab) -> bytes:
    return next(m.source for mistakes in lab.mistakes.values() for m in mistakes if m.file == "q5_powers_kept.py")


def _job(lab: LoadedLab, more: bytes) -> Job:
    data = lab.solution + b"\n\n" + more
    hashed = lab.lab.hashes()[0]
    return Job(lab.lab.folder, hashed, "hand_in.py", data, (), b"bench".ljust(32))


def markdown(rows: list[Row]) -> str:
    head = ("case", "without, ms", "with, ms", "ratio", "more, ms")
    lines = [head, ["---"] * len(head)]
    lines += [
        [title, f"{one:.1f}", f"{other:.1f}", f"{other / one:.2f}", f"{other - one:.1f}"] for title, one, other in rows
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main(count: Annotated[int, typer.Option(help="Gradings per case")] = 20) -> None:
    warm_up()
    rows = [*diagnosing(count), tracing(count), *in_the_sandbox(count)]
    print(markdown(rows))


if __name__ == "__main__":
    typer.run(main)
