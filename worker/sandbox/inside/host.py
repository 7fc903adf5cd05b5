"""The warm parent of one student environment: it has imported what students use, and forks a child on request.

It never runs student code and never touches an accelerator. It speaks JSON with the worker over the socket on its stdin.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from . import child, confine

_MESSAGE = 64 << 10


@dataclass(frozen=True)
class _Child:
    number: int
    pid: int
    status_fd: int


class Host:
    def __init__(self, control: socket.socket, config: dict[str, Any]) -> None:
        self._control = control
        self._program = bytes.fromhex(config["seccomp"])
        self._own_namespace = os.pidfd_open(os.getpid())
        self._children: dict[int, _Child] = {}  # by pidfd
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)

    def serve(self) -> None:
        """Until the worker hangs up: we are process 1 of the namespace, so every child dies with us."""
        while True:
            for fd, _ in self._poll.poll():
                if fd in self._children:
                    self._report_end(fd)
                elif not self._answer():
                    return

    def _answer(self) -> bool:
        data, fds, _, _ = socket.recv_fds(self._control, _MESSAGE, 4)
        if not data:
            return False
        request = json.loads(data)
        try:
            pidfd = self._spawn(request, *fds)
        except OSError as error:
            self._send({"refused": request["number"], "reason": str(error)})
        else:
            self._send({"spawned": request["number"]}, [pidfd])
        for fd in fds:
            os.close(fd)
        return True

    def _spawn(self, request: dict[str, Any], socket_fd: int, output_fd: int) -> int:
        status_r, status_w = os.pipe()
        if "pid_namespace" not in request["without"]:
            confine.unshare(confine.CLONE_NEWPID)
        pid = os.fork()
        if pid == 0:
            child.start(request, socket_fd, output_fd, status_w, self._program)
        confine.setns(self._own_namespace, confine.CLONE_NEWPID)
        os.close(status_w)
        pidfd = os.pidfd_open(pid)
        self._children[pidfd] = _Child(request["number"], pid, status_r)
        self._poll.register(pidfd, select.POLLIN)
        return pidfd

    def _report_end(self, pidfd: int) -> None:
        ended = self._children.pop(pidfd)
        self._poll.unregister(pidfd)
        _, _, usage = os.wait4(ended.pid, 0)
        word = os.read(ended.status_fd, 4096).decode("utf-8", "replace")
        os.close(ended.status_fd)
        os.close(pidfd)
        self._send({"ended": ended.number, "word": word, "cpu_s": usage.ru_utime + usage.ru_stime})

    def _send(self, message: dict[str, Any], fds: list[int] | None = None) -> None:
        with suppress(BrokenPipeError):  # the worker is gone; the next poll says so
            socket.send_fds(self._control, [json.dumps(message).encode()], fds or [])


def _preload(modules: list[str]) -> list[str]:
    """Imports what exists of the list. A missing one is the environment's choice; a broken one ends the host, loudly."""
    try:
        import torch
    except ModuleNotFoundError:
        return []
    # Before anything starts a pool: a fork of a process whose OpenMP pool runs hangs in its first parallel region.
    torch.set_num_threads(1)
    loaded = []
    for name in modules:
        with suppress(ModuleNotFoundError):
            importlib.import_module(name)
            loaded.append(name)
    return loaded


def main() -> None:
    control = socket.socket(fileno=os.dup(0))
    null = os.open("/dev/null", os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    config = json.loads(control.recv(_MESSAGE))
    loaded = _preload(config["preload"])
    sys.path[:] = [path for path in sys.path if not path.endswith("allclose")]
    gc.collect()
    gc.freeze()
    control.send(json.dumps({"warm": loaded}).encode())
    Host(control, config).serve()


if __name__ == "__main__":
    main()
