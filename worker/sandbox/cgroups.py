"""Control groups, version 1 or 2, as far as this machine lets us make them: one group for each slot of the sandbox."""

from __future__ import annotations

import os
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")
_PREFIX = "allclose-"
_LEAF = "/allclose-worker"
_NEARLY = 4 << 20  # the kernel charges pages in batches


@dataclass(frozen=True)
class Usage:
    """Counters since the group was made; the difference of two is what one child did."""

    limit_hits: int
    oom_kills: int
    process_hits: int
    cpu_s: float | None


@dataclass(frozen=True)
class Slot:
    """The group of one slot. A folder is None where that controller is not to be had."""

    memory: Path | None
    pids: Path | None
    cpu: Path | None
    unified: bool  # version 2

    def admit(self, pid: int) -> None:
        for folder in self._folders():
            _write(folder / "cgroup.procs", str(pid))

    def limit(self, memory_mb: int, processes: int) -> None:
        """Swap counts as memory, so that a limit is a limit."""
        if self.memory is not None and not self.unified:
            self._limit_memory_v1(memory_mb << 20)
        elif self.memory is not None:
            _write(self.memory / "memory.max", str(memory_mb << 20))
            with suppress(OSError):  # a kernel without swap accounting
                _write(self.memory / "memory.swap.max", "0")
        if self.pids is not None:
            _write(self.pids / "pids.max", str(processes))

    def usage(self) -> Usage:
        memory = _fields(self.memory, "memory.events" if self.unified else "memory.oom_control")
        hits = memory.get("oom", 0) if self.unified else int(self._full_v1())
        return Usage(hits, memory.get("oom_kill", 0), _fields(self.pids, "pids.events").get("max", 0), self._cpu_s())

    def peak_mb(self) -> float:
        name = "memory.peak" if self.unified else "memory.max_usage_in_bytes"
        return _number(self.memory, name) / 2**20

    def reset_peak(self) -> None:
        if self.memory is not None and not self.unified:
            _write(self.memory / "memory.max_usage_in_bytes", "0")

    def remove(self) -> None:
        for folder in self._folders():
            with suppress(OSError):  # a process of it is still dying; the next start removes it
                folder.rmdir()

    def _folders(self) -> set[Path]:
        return {folder for folder in (self.memory, self.pids, self.cpu) if folder is not None}

    def _limit_memory_v1(self, limit: int) -> None:
        assert self.memory is not None
        names = ["memory.limit_in_bytes", "memory.memsw.limit_in_bytes"]
        if _number(self.memory, names[0]) < limit:
            names.reverse()  # the kernel refuses a limit above that of memory and swap together
        for name in names:
            if (self.memory / name).exists():
                _write(self.memory / name, str(limit))

    def _full_v1(self) -> bool:
        """Its counter of failures stays at 0 in recent kernels, so the peak must say it."""
        room = _number(self.memory, "memory.limit_in_bytes") - _number(self.memory, "memory.max_usage_in_bytes")
        return self.memory is not None and room < _NEARLY

    def _cpu_s(self) -> float | None:
        if self.cpu is None:
            return None
        if self.unified:
            return _fields(self.cpu, "cpu.stat").get("usage_usec", 0) / 1e6
        return _number(self.cpu, "cpuacct.usage") / 1e9


class Groups:
    """The groups of one sandbox. Whatever controller cannot be had is left out; the doctor says so."""

    def __init__(self, slots: int, *, memory: bool = True, pids: bool = True) -> None:
        self._name = f"{_PREFIX}{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._unified = (_ROOT / "cgroup.controllers").exists()
        # Asked once: to delegate, we move down ourselves, and so did a worker before us in the same container.
        self._own = _ROOT / _own_groups().get("", "/").removesuffix(_LEAF).lstrip("/")
        self._parents: list[Path] = []
        find = self._under_v2 if self._unified else self._under_v1
        found = {name: find(name) for name in ("memory", "pids", "cpuacct")}
        self._folders = {
            "memory": found["memory"] if memory else None,
            "pids": found["pids"] if pids else None,
            "cpu": found["cpuacct"],
        }
        self._slots = [self._make(number) for number in range(slots)]

    @property
    def bounds_memory(self) -> bool:
        return self._folders["memory"] is not None

    @property
    def bounds_processes(self) -> bool:
        return self._folders["pids"] is not None

    def slot(self, number: int) -> Slot:
        return self._slots[number]

    def close(self) -> None:
        for slot in self._slots:
            slot.remove()
        for folder in self._parents:
            with suppress(OSError):
                folder.rmdir()

    def _make(self, number: int) -> Slot:
        folders = {}
        for kind, parent in self._folders.items():
            folders[kind] = parent / f"slot-{number}" if parent else None
            if parent:
                (parent / f"slot-{number}").mkdir(exist_ok=True)
        return Slot(**folders, unified=self._unified)

    def _under_v1(self, controller: str) -> Path | None:
        own = _own_groups().get(controller)
        if own is None:
            return None
        return self._folder(_ROOT / controller / own.lstrip("/"))

    def _under_v2(self, controller: str) -> Path | None:
        """Where the service manager delegated a group to us (`Delegate=yes`) or where we are alone in a container."""
        if controller == "cpuacct":  # every group counts its time, without a controller
            return self._folder(self._own)
        try:
            _delegate(self._own, controller)
        except OSError:
            return None
        folder = self._folder(self._own)
        if folder is not None:
            with suppress(OSError):
                _write(folder / "cgroup.subtree_control", f"+{controller}")
        return folder

    def _folder(self, parent: Path) -> Path | None:
        _remove_leftovers(parent)
        folder = parent / self._name
        try:
            folder.mkdir(exist_ok=True)
        except OSError:
            return None
        if folder not in self._parents:
            self._parents.append(folder)
        return folder


def _delegate(own: Path, controller: str) -> None:
    """A group that gives its controllers to groups below may hold no process itself, so we move one down."""
    if controller in (own / "cgroup.subtree_control").read_text().split():
        return
    leaf = own / _LEAF.lstrip("/")
    leaf.mkdir(exist_ok=True)
    for pid in (own / "cgroup.procs").read_text().split():
        with suppress(OSError):  # it has ended, or is the kernel's own; whether enough moved, the next line tells
            _write(leaf / "cgroup.procs", pid)
    _write(own / "cgroup.subtree_control", f"+{controller}")


def _own_groups() -> dict[str, str]:
    """Controller to path; version 2 is the empty name."""
    groups: dict[str, str] = {}
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        groups |= dict.fromkeys(controllers.split(","), path)
    return groups


def _remove_leftovers(parent: Path) -> None:
    """Groups of workers that were killed: empty, since their processes died with them."""
    for folder in parent.glob(f"{_PREFIX}[0-9]*"):
        owner = int(folder.name.removeprefix(_PREFIX).split("-")[0])
        if Path(f"/proc/{owner}").exists():
            continue
        for group in (*folder.glob("slot-*"), folder):
            with suppress(OSError):
                group.rmdir()


def _write(path: Path, text: str) -> None:
    fd = os.open(path, os.O_WRONLY)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def _number(folder: Path | None, name: str) -> int:
    try:
        return int((folder / name).read_text()) if folder else 0
    except (OSError, ValueError):
        return 0


def _fields(folder: Path | None, name: str) -> dict[str, int]:
    try:
        lines = (folder / name).read_text().splitlines() if folder else []
    except OSError:
        return {}
    pairs = (line.partition(" ") for line in lines)
    return {name: int(value) for name, _, value in pairs}
