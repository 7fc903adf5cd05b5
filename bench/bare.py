"""What the bare computation costs: a warm parent like the sandbox's forks, the fork runs the solution, and ends.

Run by the students' interpreter: `python bench/bare.py CASE SOLUTION N`; prints one JSON line with seconds per fork.
No namespaces, no limits, no comparison, no messages: the floor that nothing which isolates can reach.
"""

from __future__ import annotations

import gc
import importlib
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


def warm_up() -> None:
    """As worker/sandbox/inside/host.py does it."""
    os.environ["MPLBACKEND"] = "Agg"
    import torch

    torch.set_num_threads(1)
    for name in ("torchvision", "pandas", "matplotlib.pyplot"):
        importlib.import_module(name)
    torch.optim.SGD([torch.zeros(1, requires_grad=True)])
    gc.collect()
    gc.freeze()


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


def main(case: str, solution: str, count: str) -> None:
    warnings.simplefilter("ignore")
    warm_up()
    fork_once(case, solution)
    cpu, wall = cpu_s(), time.perf_counter()
    for _ in range(int(count)):
        fork_once(case, solution)
    n = int(count)
    print(json.dumps({"cpu_s": (cpu_s() - cpu) / n, "wall_s": (time.perf_counter() - wall) / n}))


if __name__ == "__main__":
    main(*sys.argv[1:])
