"""Runs trusted lab code in a process of its own, by the clock: what hangs or dies there takes nothing along."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from graders.forks import bound_memory, silence
from graders.results import LabFault, ServiceFault

_CHUNK = 1 << 20
_MIB = 1024 * 1024


class Lost(Exception):  # an outcome of the lab's code, for whoever asked to put into a sentence about a file
    """The process gave no answer. The message says how it ended: "did not end within 20 s"."""


@dataclass(frozen=True)
class Answer:
    """What the work came to, as JSON has it; how long it took, and how much memory beyond what it started with."""

    value: Any
    seconds: float
    memory_mb: float


def apart(work: Callable[[], Any], limit_s: float) -> Answer:
    """Does the work in a fork of this process. Raises Lost, LabFault as the work does, or ServiceFault."""
    read_fd, write_fd = os.pipe()
    started = time.monotonic()
    pid = os.fork()
    if pid == 0:
        os.close(read_fd)
        _live(work, write_fd, limit_s)
    os.close(write_fd)
    try:
        text = _read(read_fd, started + limit_s)
    finally:
        os.close(read_fd)
        # Whether it answered, hangs or was left behind by Ctrl-C: nothing of it stays.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    if text is None:
        raise Lost(f"did not end within {limit_s:.0f} s")
    return _answer(text, status, time.monotonic() - started)


def _live(work: Callable[[], Any], write_fd: int, limit_s: float) -> NoReturn:
    """The life of the fork; leaves by _exit so that nothing of the parent is run twice."""
    code = 1
    try:
        # A loop must end also when nobody is left who could kill it.
        limit = int(limit_s) + 60
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        silence()
        bound_memory()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        told = _told(work)
        told["memory_mb"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 / _MIB
        with os.fdopen(write_fd, "wb") as pipe:
            pipe.write(json.dumps(told).encode())
        code = 0
    finally:
        os._exit(code)


def _told(work: Callable[[], Any]) -> dict[str, Any]:
    try:
        return {"value": work()}
    except LabFault as fault:
        return {"lab_fault": str(fault)}
    # The fork has no other way to tell what went wrong, and its parent raises it again as our fault.
    except Exception as error:  # noqa: BLE001
        return {"service_fault": f"{type(error).__name__}: {error}"}


def _read(fd: int, deadline: float) -> bytes | None:
    """All that the fork says, or None when its time is over first."""
    parts: list[bytes] = []
    while select.select([fd], [], [], max(0.0, deadline - time.monotonic()))[0]:
        part = os.read(fd, _CHUNK)
        if not part:
            return b"".join(parts)
        parts.append(part)
    return None


def _answer(text: bytes, status: int, seconds: float) -> Answer:
    if not text:
        raise Lost(_ending(status))
    told = json.loads(text)
    if "lab_fault" in told:
        raise LabFault(told["lab_fault"])
    if "service_fault" in told:
        raise ServiceFault(told["service_fault"])
    return Answer(told["value"], seconds, max(0.0, told["memory_mb"]))


def _ending(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"died by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"ended its process (exit code {os.WEXITSTATUS(status)})"
