"""The processes of the service: those that must be the same after every attack, and the disposable ones below them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import psutil

# Beyond the first warm reading, over the whole suite: the bytes of a flood, or half a megabyte lost by each attack.
GROWTH_MB = 100
STOPPED = {psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP, psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}
Family = dict[int, list[psutil.Process]]


@dataclass(frozen=True)
class Household:
    """`lasting` are the same from start to stop; `students` and `firsts` are the sandbox's children, two for each."""

    lasting: dict[str, psutil.Process]
    students: list[psutil.Process]
    firsts: list[psutil.Process]
    checkers: list[psutil.Process]

    @property
    def worker(self) -> psutil.Process:
        return self.lasting["worker"]

    def memory_mb(self) -> dict[str, float]:
        return {role: _own_mb(process) for role, process in self.lasting.items()}


def household(serve_pid: int) -> Household:
    """Raises LookupError while one of the lasting ones is missing, or is there twice."""
    family = _family()
    api, worker, sweeper = (
        _the(family[serve_pid], word) for word in ("api.server", "worker.celery_app", "worker.sweeper")
    )
    zygote, bubblewrap = _the(family[worker.pid], "worker.checker"), _the(family[worker.pid], "bwrap")
    host = _the(family[bubblewrap.pid], "python3")
    # The host forked it before anything else, and it lives as long.
    nursery, *students = sorted(family[host.pid], key=lambda process: process.create_time())
    lasting = {"api": api, "worker": worker, "sweeper": sweeper, "zygote": zygote, "host": host, "nursery": nursery}
    return Household(lasting, students, family[nursery.pid], family[zygote.pid])


def changes(before: Household, memory_mb: dict[str, float], now: Household) -> list[str]:
    """What is not as it was: another process under an old role, one that is stopped, one that has grown."""
    found = []
    for role, process in before.lasting.items():
        current = now.lasting[role]
        if current != process:
            found.append(f"the {role} is another process: {process.pid} became {current.pid}")
        elif current.status() in STOPPED:
            found.append(f"the {role} is {current.status()}")
        elif _own_mb(current) > memory_mb[role] + GROWTH_MB:
            found.append(f"the {role} grew from {memory_mb[role]:.0f} to {_own_mb(current):.0f} MiB")
    return found


def _own_mb(process: psutil.Process) -> float:
    """Without the files that it maps, of which more comes in with every library function that is used first."""
    memory = process.memory_info()
    return float(memory.rss - memory.shared) / 2**20


def _family() -> Family:
    """All processes of the machine by their parent."""
    family: Family = defaultdict(list)
    for process in psutil.process_iter(["ppid"]):
        family[process.info["ppid"]].append(process)
    return family


def _the(processes: list[psutil.Process], word: str) -> psutil.Process:
    (found,) = [each for each in processes if word in " ".join(_command(each))] or [None]
    if found is None:
        raise LookupError(f"no {word} among {processes}")
    return found


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.NoSuchProcess:
        return []
