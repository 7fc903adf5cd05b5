"""One child as the worker knows it, from its spawning to the word about its end."""

from __future__ import annotations

import os
import select
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from graders.lab import Limits
from worker.sandbox.cgroups import Slot, Usage
from worker.sandbox.errors import SandboxFault
from worker.sandbox.hosting import Host

_SPAWN_S = 30.0
_UNBOUNDED = 1 << 20  # processes, or MiB


@dataclass(frozen=True)
class Lease:
    """A child for one use. The descriptors belong to the sandbox: whoever keeps them longer makes copies."""

    socket_fd: int
    output_fd: int
    pidfd: int
    slot: int
    pid: int  # of the process that runs student code; the pidfd is that of the first process of its namespaces
    number: int


@dataclass(frozen=True)
class Ended:
    """How a child ended. A limit is "memory", "processes" or None. Neither exit code nor signal: we ended it.

    SIGKILL without a limit came from outside: the filter leaves student code no way to it.
    """

    exit_code: int | None
    signal: str | None
    limit: str | None
    cpu_s: float
    peak_mb: float


@dataclass(frozen=True)
class Shape:
    """What has to be settled before a child is ready; the rest of the limits is set when it is given out."""

    processes: int
    scratch_mb: int
    threads: int
    without: frozenset[str]


@dataclass
class Child:
    number: int
    slot: int
    shape: Shape
    host: Host
    socket: socket.socket
    output_fd: int
    pidfd: int = -1
    pid: int = 0
    before: Usage | None = None
    limit: str | None = None  # found by the memory watch
    status: int | None = None
    fault: str = ""  # why there is no status
    rusage_cpu_s: float = 0.0
    spawned: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def close(self) -> None:
        self.socket.close()
        for fd in (self.output_fd, self.pidfd):
            if fd >= 0:
                os.close(fd)
        self.output_fd = self.pidfd = -1

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)


def shape_of(limits: Limits, without: frozenset[str]) -> Shape:
    processes = _UNBOUNDED if "processes" in without else limits.processes
    return Shape(processes, limits.scratch_mb, limits.threads, without)


def wait_for(happened: Callable[[float], bool], child: Child, what: str) -> None:
    if not happened(_SPAWN_S) or child.fault:
        raise SandboxFault(f"A child of the sandbox {what}: {child.fault or 'no word'}. Run `allclose doctor`.")


def limit_between(before: Usage, after: Usage) -> str | None:
    # Without a hit of our own limit it was the machine that ran out of memory, which is no doing of this child.
    if after.oom_kills > before.oom_kills and after.limit_hits > before.limit_hits:
        return "memory"
    return "processes" if after.process_hits > before.process_hits else None


def hung_up(sock: socket.socket) -> bool:
    poll = select.poll()
    poll.register(sock, 0)
    return any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0))


def pid_of(pidfd: int) -> int:
    """Outside, while the host knows only the number inside."""
    lines = Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pid:"))


def judge(child: Child, group: Slot, *, by_us: bool) -> Ended:
    """How a child ended that has ended. Raises SandboxFault when the host could not say."""
    if child.status is None:
        raise SandboxFault(f"A child of the sandbox was lost: {child.fault}. The next one starts afresh.")
    code = None if by_us else os.waitstatus_to_exitcode(child.status)
    after, before = group.usage(), child.before or Usage(0, 0, 0, None)
    cpu_s = child.rusage_cpu_s
    if after.cpu_s is not None and before.cpu_s is not None:
        cpu_s = after.cpu_s - before.cpu_s
    return Ended(
        exit_code=code if code is not None and code >= 0 else None,
        signal=signal.Signals(-code).name if code is not None and code < 0 else None,
        limit=child.limit or limit_between(before, after),
        cpu_s=cpu_s,
        peak_mb=group.peak_mb(),
    )


def bound(group: Slot, limits: Limits, shape: Shape) -> None:
    """What can still be set when a child is given out."""
    group.limit(_UNBOUNDED if "memory" in shape.without else limits.memory_mb, shape.processes)
    group.reset_peak()
