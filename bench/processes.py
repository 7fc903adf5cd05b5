"""CPU time and memory of everything that the running service consists of, as the kernel counts them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """A process and all its descendants; the namespaces of sandboxed ones hide us from them, not them from us."""
    found = [root]
    for pid in found:
        with suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                found.extend(int(child) for child in (task / "children").read_text().split())
    return found


def cpu_s(roots: list[int]) -> float:
    """User and system time of the living and of those they have waited for, in seconds."""
    return sum(_times(pid) for root in roots for pid in tree(root))


def pss_mb(roots: list[int]) -> float:
    """Summed proportional set size in MB: shared pages are counted once in all."""
    return sum(_pss_kb(pid) for root in roots for pid in tree(root)) / 1024


def engines(data_dir: Path) -> Iterator[int]:
    """Servers that left the supervisor's tree: the first process of each whose command line names the data folder."""
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (entry / "cmdline").read_bytes()
            if str(data_dir).encode() in words and _parent(entry) == 1:
                yield int(entry.name)


def _parent(entry: Path) -> int:
    return int(_stat(entry)[1])


def _stat(entry: Path) -> list[str]:
    return (entry / "stat").read_text().rpartition(")")[2].split()


def _times(pid: int) -> float:
    with suppress(OSError):
        return sum(int(ticks) for ticks in _stat(Path(f"/proc/{pid}"))[11:15]) / _TICKS
    return 0.0


def _pss_kb(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
