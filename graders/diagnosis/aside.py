"""A process beside this one that answers questions with trusted lab code: known mistakes, and the solution once more.

It is a fork and no timer in the checker itself, because a mistake may do more than loop: it may hang in C, end its
process, or set torch's default dtype, and the verdicts of the next student must feel nothing of that. It lives on from
question to question, so that what a function remembers between calls stays part of the mistake.
"""

from __future__ import annotations

import ctypes
import gc
import math
import os
import signal
import sys
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, NoReturn

import torch

from graders.diagnosis.passing import Plain
from graders.forks import bound_memory, silence
from graders.results import ServiceFault

Serve = Callable[[Any], Any]
PR_SET_PDEATHSIG = 1
FIRST_OWN_FD = 3
LOOK_UP_S = 0.05
PATIENCE = 8


class Overrun(Exception):  # an outcome of the lab's code, for whoever asked
    """No answer came in time, or none can come any more. The process is gone."""


class Aside:
    """`ask` puts a question to a fork in which `serve` answers. After an Overrun a new one is needed."""

    def __init__(self, serve: Serve, plain: Plain) -> None:
        # Autograd and optimizers import this at their first use, for a second and more: no mistake pays for that.
        import_module("torch._dynamo")
        ours, theirs = Pipe()
        self._owner = os.getpid()
        pid = os.fork()
        if pid == 0:
            _live(theirs, self._owner, serve, plain)
        theirs.close()
        self._line = ours
        self._pid = pid
        self._plain = plain
        self._close = weakref.finalize(self, _bury, self._owner, pid, ours)

    @property
    def computed_s(self) -> float:
        """What the process has computed so far."""
        return _computed_s(self._pid)

    @property
    def usable(self) -> bool:
        """Neither closed, nor inherited by a fork of the process that began it."""
        return self._close.alive and os.getpid() == self._owner

    def ask(self, question: Any, within_s: float) -> Any:
        """What `serve` answers. Raises Overrun, or ServiceFault when our own code failed in there.

        `within_s` counts the time that the process computes, so that a busy machine makes nobody late; one that sleeps
        is given up after several times as long.
        """
        try:
            self._line.send_bytes(self._plain.write(question))
            if self._answers(within_s):
                answer, trouble = self._plain.read(self._line.recv_bytes())
                if trouble:
                    raise ServiceFault(f"a lab's known mistakes could not be tried: {trouble}")
                return answer
        except (EOFError, OSError) as error:
            self.close()
            raise Overrun("it ended its process") from error
        self.close()
        raise Overrun(f"it did not end within {within_s:.1f} s")

    def _answers(self, within_s: float) -> bool:
        give_up = time.monotonic() + PATIENCE * within_s
        computed_by = _computed_s(self._pid) + within_s
        while time.monotonic() < give_up and _computed_s(self._pid) < computed_by:
            if self._line.poll(LOOK_UP_S):
                return True
        return self._line.poll(0)

    def close(self) -> None:
        self._close()


def _computed_s(pid: int) -> float:
    """What the process has computed so far; more than any limit when it is gone."""
    try:
        # As clock_getcpuclockid(3) makes it: the clock of another process, by its number.
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return math.inf


def _bury(owner: int, pid: int, line: Connection) -> None:
    line.close()
    if os.getpid() == owner:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)


def _live(line: Connection, parent: int, serve: Serve, plain: Plain) -> NoReturn:
    """The life of the fork; leaves by _exit so that nothing of the parent is run twice."""
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() == parent:  # else the parent ended before we asked
            _seclude(line)
            while True:
                line.send_bytes(_answer(serve, plain, line.recv_bytes()))
    except BaseException:  # noqa: BLE001  the parent reads the end of the line; there is nobody else to tell
        os._exit(1)
    os._exit(0)


def _seclude(line: Connection) -> None:
    """Nothing of the parent's is held open or written to, and no thread is awaited that the fork does not have."""
    # What the parent left behind must not be collected here: it would close its files, which are others' by then.
    gc.freeze()
    silence()
    bound_memory()
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115  for the rest of the process
    keep = sorted({line.fileno(), sys.stdout.fileno()})
    for low, high in zip([FIRST_OWN_FD, *(fd + 1 for fd in keep)], [*keep, os.sysconf("SC_OPEN_MAX")], strict=True):
        os.closerange(low, high)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    torch.set_num_threads(1)


def _answer(serve: Serve, plain: Plain, question: bytes) -> bytes:
    try:
        return plain.write([serve(plain.read(question)), ""])
    # What lab code raises is part of an answer; whatever else is raised here is an error of ours, told as such.
    except Exception as error:  # noqa: BLE001
        return plain.write([None, f"{type(error).__name__}: {error}"])
