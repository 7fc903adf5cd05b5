"""The warm parent of one student environment: it has imported what students use, and forks a child on request.

It never runs student code and never touches an accelerator. It speaks JSON with the worker over the socket that is
its standard input.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from . import confine, landlock, nursery

_MESSAGE = 64 << 10
_MADV_COLLAPSE = 25
_HUGE_PAGE = 2 << 20


@dataclass
class _Child:
    number: int
    pid: int
    student: int  # pidfd of the student's process
    first: int  # pidfd of the first process in its namespace
    status: int | None = None
    cpu_s: float = 0.0
    first_ended: bool = False


class Host:
    def __init__(self, control: socket.socket, nursery_socket: socket.socket, walls: confine.Walls) -> None:
        self._control = control
        self._nursery = nursery_socket
        self._walls = walls
        self._own_namespace = os.pidfd_open(os.getpid())
        self._children: dict[int, _Child] = {}  # by both pidfds
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)

    def serve(self) -> None:
        """Until the worker hangs up: we are process 1 of the outer namespace, so every child dies with us."""
        while True:
            for fd, _ in self._poll.poll():
                if fd in self._children:
                    self._note_end(self._children[fd], fd)
                elif not self._answer():
                    return

    def _answer(self) -> bool:
        data, fds, _, _ = socket.recv_fds(self._control, _MESSAGE, 2)
        if not data:
            return False
        request = json.loads(data)
        try:
            spawned = self._spawn(request, *fds)
        except OSError as error:
            self._send({"refused": request["number"], "reason": str(error)})
        except nursery.Gone:  # the worker starts another host
            return False
        else:
            self._send({"spawned": request["number"]}, [spawned.first, spawned.student])
        for fd in fds:
            os.close(fd)
        return True

    def _spawn(self, request: dict[str, Any], socket_fd: int, output_fd: int) -> _Child:
        first = nursery.make(self._nursery, request)
        try:
            pid = self._fork(request, first, socket_fd, output_fd)
            spawned = _Child(request["number"], pid, os.pidfd_open(pid), first)
        except OSError:
            _kill(first)
            os.close(first)
            raise
        for fd in (spawned.student, first):
            self._children[fd] = spawned
            self._poll.register(fd, select.POLLIN)
        return spawned

    def _fork(self, request: dict[str, Any], first: int, socket_fd: int, output_fd: int) -> int:
        from . import child

        try:
            if "pid_namespace" not in request["without"]:
                confine.setns(first, confine.CLONE_NEWPID)
            pid = os.fork()
            if pid == 0:
                child.start(request, first, socket_fd, output_fd, self._walls)
        finally:
            confine.setns(self._own_namespace, confine.CLONE_NEWPID)
        return pid

    def _note_end(self, child: _Child, pidfd: int) -> None:
        """Whichever of the two ends first takes the other along; the worker hears when both are gone."""
        self._poll.unregister(pidfd)
        del self._children[pidfd]
        if pidfd == child.student:
            _, child.status, usage = os.wait4(child.pid, 0)
            child.cpu_s = usage.ru_utime + usage.ru_stime
        else:
            child.first_ended = True
        _kill(child.first if pidfd == child.student else child.student)
        if child.status is not None and child.first_ended:
            os.close(child.student)
            os.close(child.first)
            self._send({"ended": child.number, "status": child.status, "cpu_s": child.cpu_s})

    def _send(self, message: dict[str, Any], fds: list[int] | None = None) -> None:
        with suppress(BrokenPipeError):  # the worker is gone; the next poll says so
            socket.send_fds(self._control, [json.dumps(message).encode()], fds or [])


def _kill(pidfd: int) -> None:
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)


def _preload(modules: list[str]) -> None:
    """Imports what the environment has of the list. A broken module ends the host, loudly."""
    import torch

    # Before anything starts a pool: a fork of a process whose OpenMP pool runs hangs in its first parallel region.
    torch.set_num_threads(1)
    for name in modules:
        with suppress(ModuleNotFoundError):
            importlib.import_module(name)
    from . import child

    child.rehearse()


def _collapse(ranges: list[tuple[int, int]]) -> None:
    """Into huge pages: the page tables of 400 MB in small ones are most of what a fork costs."""
    libc = ctypes.CDLL(None)
    for begin, end in ranges:
        for address in range(begin, end, _HUGE_PAGE):
            libc.madvise(ctypes.c_void_p(address), ctypes.c_size_t(_HUGE_PAGE), _MADV_COLLAPSE)


def main() -> None:
    control = socket.socket(fileno=os.dup(0))
    null = os.open("/dev/null", os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    config = json.loads(control.recv(_MESSAGE))
    nursery_socket = nursery.start()
    _preload(config["preload"])
    sys.path.remove(config["ours"])
    gc.collect()
    gc.freeze()
    control.send(b'{"warm": true}')
    _collapse(json.loads(control.recv(_MESSAGE))["collapse"])
    control.send(b'{"ready": true}')
    walls = confine.Walls(bytes.fromhex(config["seccomp"]), config["granted"], landlock.version())
    Host(control, nursery_socket, walls).serve()
