"""Bounds the memory of children where no control group can: it looks often, counts everything, and kills."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PERIOD_S = 0.05
_PAGES = re.compile(r"^(RssAnon|RssShmem):\s+(\d+) kB", re.MULTILINE)
_PSS = re.compile(r"^Pss_(?:Anon|Shmem):\s+(\d+) kB", re.MULTILINE)
_THREADS = re.compile(r"^(Threads):\s+(\d+)", re.MULTILINE)
SCRATCH = ("tmp", "dev/shm")  # where student code may write, seen from the root of its child


@dataclass(frozen=True)
class _Watched:
    pid: int
    pidfd: int
    limit_kb: int
    on_kill: Callable[[], None]


class MemoryWatch:
    def __init__(self) -> None:
        self._watched: dict[int, _Watched] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="memory-watch", daemon=True)
        self._thread.start()

    def add(self, pid: int, pidfd: int, memory_mb: int, on_kill: Callable[[], None]) -> None:
        with self._lock:
            self._watched[pidfd] = _Watched(pid, pidfd, memory_mb << 10, on_kill)

    def remove(self, pidfd: int) -> None:
        with self._lock:
            self._watched.pop(pidfd, None)

    def close(self) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(_PERIOD_S):
            with self._lock:
                if self._watched:
                    self._look()

    def _look(self) -> None:
        members = _processes_by_namespace()
        for watched in self._watched.values():
            pids = members.get(_namespace(watched.pid) or "", [])
            if used_kb(watched.pid, pids, watched.limit_kb) > watched.limit_kb:
                watched.on_kill()
                with suppress(ProcessLookupError):
                    signal.pidfd_send_signal(watched.pidfd, signal.SIGKILL)


def used_kb(first_pid: int, pids: list[int], enough_kb: int) -> int:
    """Memory of these processes and of their tmpfs. Exact, and dear, only where the cheap upper bound is over."""
    scratch = _scratch_kb(first_pid)
    upper = scratch + sum(_sum(pid, "status", _PAGES, 2) for pid in pids)
    if upper <= enough_kb:
        return upper
    return scratch + sum(_sum(pid, "smaps_rollup", _PSS, 1) for pid in pids)


def running(pid: int) -> int:
    """Processes and threads in the namespace of this process."""
    namespace = _namespace(pid)
    pids = _processes_by_namespace().get(namespace, []) if namespace else []
    return sum(_sum(each, "status", _THREADS, 2) for each in pids)


def _sum(pid: int, name: str, pattern: re.Pattern[str], group: int) -> int:
    try:
        text = Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return 0  # it has just ended
    return sum(int(match[group]) for match in pattern.finditer(text))


def _scratch_kb(pid: int) -> int:
    total = 0
    for place in SCRATCH:
        with suppress(OSError):
            found = os.statvfs(f"/proc/{pid}/root/{place}")
            total += (found.f_blocks - found.f_bfree) * found.f_frsize >> 10
    return total


def _processes_by_namespace() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for folder in Path("/proc").iterdir():
        namespace = _namespace(int(folder.name)) if folder.name.isdecimal() else None
        if namespace:
            found.setdefault(namespace, []).append(int(folder.name))
    return found


def _namespace(pid: int) -> str | None:
    try:
        return str(Path(f"/proc/{pid}/ns/pid").readlink())
    except OSError:
        return None
