"""One child as the worker knows it, from its spawning to the word about its end."""

from __future__ import annotations

import os
import select
import signal
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field

from graders.lab import Limits
from worker.sandbox.cgroups import Slot, Usage
from worker.sandbox.errors import SandboxFault
from worker.sandbox.hosting import Host
from worker.sandbox.watch import running

_LAST_BREATH_S = 0.5  # from the end of a socket, or a polite request, to the end of the process
_KILL_S = 10.0
_NOTHING = Usage(0, 0, 0, None)
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
    """How a child ended. A limit is "memory", "processes", "disk" or None. Neither exit code nor signal: we ended it.

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
    scratch: tuple[int, ...] = ()  # its folders, which outlive its processes as long as we hold them
    before: Usage | None = None
    limit: str | None = None  # found by the memory watch
    status: int | None = None
    fault: str = ""  # why there is no status
    rusage_cpu_s: float = 0.0
    spawned: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def close(self) -> None:
        self.socket.close()
        for fd in (self.output_fd, self.pidfd, *self.scratch):
            if fd >= 0:
                os.close(fd)
        self.output_fd, self.pidfd, self.scratch = -1, -1, ()

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)


def shape_of(limits: Limits, without: frozenset[str]) -> Shape:
    processes = _UNBOUNDED if "processes" in without else limits.processes
    return Shape(processes, limits.scratch_mb, limits.threads, without)


def limit_between(before: Usage, after: Usage) -> str | None:
    # Without a hit of our own limit it was the machine that ran out of memory, which is no doing of this child.
    if after.oom_kills > before.oom_kills and after.limit_hits > before.limit_hits:
        return "memory"
    return "processes" if after.process_hits > before.process_hits else None


def limit_of(child: Child, group: Slot) -> str | None:
    """The limit that it has reached, by what the kernel counts. None of it rests on what the child says."""
    found = child.limit or limit_between(child.before or _NOTHING, group.usage())
    if found is None and group.pids is None and running(child.pid) >= child.shape.processes:
        return "processes"
    return found or ("disk" if any(map(_full, child.scratch)) else None)


def _full(folder: int) -> bool:
    found = os.fstatvfs(folder)
    return found.f_bavail == 0 or found.f_favail == 0


def end(child: Child) -> bool:
    """Kills what is left of it. True when it was we who ended it. Raises SandboxFault where it does not die."""
    if _hung_up(child.socket) and child.ended.wait(_LAST_BREATH_S):
        return False
    child.kill()
    if not child.ended.wait(_KILL_S):
        raise SandboxFault(f"Process {child.pid} of the sandbox does not die. Look at it; restart the worker.")
    return True


def _hung_up(sock: socket.socket) -> bool:
    poll = select.poll()
    poll.register(sock, 0)
    return any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0))


def judge(child: Child, group: Slot, *, by_us: bool) -> Ended:
    """How a child ended that has ended. Raises SandboxFault when the host could not say."""
    if child.status is None:
        raise SandboxFault(f"A child of the sandbox was lost: {child.fault}. The next one starts afresh.")
    code = None if by_us else os.waitstatus_to_exitcode(child.status)
    after, before = group.usage(), child.before or _NOTHING
    cpu_s = child.rusage_cpu_s
    if after.cpu_s is not None and before.cpu_s is not None:
        cpu_s = after.cpu_s - before.cpu_s
    return Ended(
        exit_code=code if code is not None and code >= 0 else None,
        signal=signal.Signals(-code).name if code is not None and code < 0 else None,
        limit=limit_of(child, group),
        cpu_s=cpu_s,
        peak_mb=group.peak_mb(),
    )


def bound(child: Child, group: Slot, limits: Limits) -> None:
    """What can still be set when a child is given out. Raises SandboxFault."""
    shape = child.shape
    try:
        group.limit(_UNBOUNDED if "memory" in shape.without else limits.memory_mb, shape.processes)
        group.reset_peak()
    except OSError as error:
        raise SandboxFault(f"A child of the sandbox could not be bounded: {error}. Run `allclose doctor`.") from error
    child.before = group.usage()
