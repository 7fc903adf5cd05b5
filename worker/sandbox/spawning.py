"""How a child comes into being: its lines, what the host is asked for, and its way until it is ready."""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from worker.sandbox.cgroups import Slot
from worker.sandbox.children import Child
from worker.sandbox.errors import SandboxFault
from worker.sandbox.watch import SCRATCH

_GO, _READY = b"G", b"R"
_SPAWN_S = 30.0


def lines() -> tuple[socket.socket, socket.socket, int, int]:
    """Both ends of a child's socket and of its output. Raises SandboxFault where no descriptor is left."""
    try:
        ours, theirs = socket.socketpair()
        try:
            return ours, theirs, *os.pipe2(os.O_CLOEXEC)
        except OSError:
            ours.close()
            theirs.close()
            raise
    except OSError as error:
        raise SandboxFault(f"No line to a child could be opened: {error}. Raise the worker's `ulimit -n`.") from error


def request(child: Child, *, counted: bool) -> dict[str, Any]:
    """What the host has to know. `counted`: a control group bounds its processes."""
    host = child.host
    without = child.shape.without | (frozenset() if host.many_uids else {"uids"})
    return {
        "number": child.number,
        "uid": host.first_uid + child.slot if host.many_uids else 0,
        # More than the control group allows: of two equal limits this one would strike first, and silently, for it
        # counts the processes that are about to be refused as well.
        "processes": child.shape.processes * (2 if counted else 1),
        "scratch_mb": child.shape.scratch_mb,
        "threads": child.shape.threads,
        "without": sorted(without),
    }


def meet(child: Child, fds: list[int]) -> None:
    """Its process ids, in both forms, and its scratch folders. Descriptors are cut off without a word when the worker
    has none left.
    """
    *firsts, student = fds or [-1]
    try:
        child.pid = _pid_of(student)
        child.scratch = _scratch_of(child.pid if not firsts else _pid_of(firsts[0]))
    except OSError as error:
        child.fault = f"its descriptors did not arrive ({error}); raise the worker's `ulimit -n`"
    if firsts:
        child.pidfd = firsts[0]
    elif not child.fault:
        child.fault = "its descriptors did not arrive; raise the worker's `ulimit -n`"
    if student >= 0:
        os.close(student)
    child.spawned.set()


def begin(child: Child, group: Slot) -> None:
    """Lets it put its layers on, in the control group of its slot, until it is ready. Raises SandboxFault."""
    _wait(child.spawned.wait, child, "was not forked")
    try:
        group.admit(child.pid)
    except OSError as error:
        raise SandboxFault(
            f"A child of the sandbox was gone before it began: {error}. Run `allclose doctor`."
        ) from error
    with suppress(OSError):
        child.socket.send(_GO)
    _wait(lambda s: bool(select.select([child.socket], [], [], s)[0]), child, "was not ready")
    word = child.socket.recv(4096)
    if word != _READY:
        raise SandboxFault(f"A child of the sandbox did not start: {word[1:].decode()}. Run `allclose doctor`.")


def _wait(happened: Callable[[float], bool], child: Child, what: str) -> None:
    if not happened(_SPAWN_S) or child.fault:
        raise SandboxFault(f"A child of the sandbox {what}: {child.fault or 'no word'}. Run `allclose doctor`.")


def _pid_of(pidfd: int) -> int:
    """Outside, while the host knows only the number inside."""
    told = Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines()
    return next(int(line.split()[1]) for line in told if line.startswith("Pid:"))


def _scratch_of(first: int) -> tuple[int, ...]:
    """Seen through the first process of its namespaces, which mounted them before anybody heard of it."""
    return tuple(os.open(f"/proc/{first}/root/{place}", os.O_PATH | os.O_CLOEXEC) for place in SCRATCH)
