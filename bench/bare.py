"""What the bare computation costs: the sandbox's warm parent forks, the fork runs the solution, and ends.

`python -m bench.bare CASE SOLUTION N` prints one JSON line with seconds per fork: `plain`, as any warm process forks,
and `huge` with the parent in huge pages, as the host of the sandbox forks. No namespaces, no limits, no comparison, no
messages: the floor that nothing which isolates can reach.
"""

from __future__ import annotations

import gc
import inspect
import json
import os
import resource
import sys
import time
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

from worker.sandbox import hosting
from worker.sandbox.environment import Environment
from worker.sandbox.inside import host


def polynomial_gradient(lab: dict[str, Any]) -> None:
    import torch

    lab["polynomial_gradient"](torch.rand(64))


def whole_lab_2(lab: dict[str, Any]) -> None:
    """Every function of the lab once, on vectors: the computation that a grading repeats a few times."""
    import torch

    for function in [value for value in lab.values() if inspect.isfunction(value)]:
        arguments = [torch.rand(64) + 0.5 for _ in inspect.signature(function).parameters]
        # A function of single numbers refuses the vectors: what it would cost is nothing beside the fork.
        with suppress(TypeError, ValueError, RuntimeError):
            function(*arguments)


def digits(lab: dict[str, Any]) -> None:
    import numpy as np
    import torch

    with np.load(os.environ["BENCH_DIGITS"]) as digits:
        images, labels = (torch.from_numpy(digits[name]) for name in ("images", "labels"))
    lab["train"](lab["MnistMLP"](128, 64), images, labels)


def fork_once(case: str, solution: str) -> None:
    pid = os.fork()
    if pid == 0:
        lab: dict[str, Any] = {"__name__": "solution"}
        exec(compile(Path(solution).read_bytes(), solution, "exec"), lab)
        globals()[case](lab)
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0


def cpu_s() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def measured(case: str, solution: str, count: int) -> dict[str, float]:
    fork_once(case, solution)
    cpu, wall = cpu_s(), time.perf_counter()
    for _ in range(count):
        fork_once(case, solution)
    return {"cpu_s": (cpu_s() - cpu) / count, "wall_s": (time.perf_counter() - wall) / count}


def main(case: str, solution: str, count: str) -> None:
    warnings.simplefilter("ignore")
    os.environ["MPLBACKEND"] = "Agg"
    host._preload(list(Environment.find().preload))  # the very warm-up of the sandbox
    gc.collect()
    gc.freeze()
    plain = measured(case, solution, int(count))
    host._collapse(hosting._huge_page_ranges(os.getpid()))
    print(json.dumps({"plain": plain, "huge": measured(case, solution, int(count))}))


if __name__ == "__main__":
    main(*sys.argv[1:])
