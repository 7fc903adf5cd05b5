"""One submission, one use: puts its layers on, then serves operations until the worker hangs up. Holds no answers."""

from __future__ import annotations

import os
import signal
import socket
import sys
from contextlib import suppress
from typing import Any, NoReturn

from . import confine, wire
from .objects import Objects
from .values import Failed

_GO, _READY = b"G", b"R"
_SOCKET_FD = 3
_BROKEN = 70  # the exit code of a child that met something it has no word for


def start(request: dict[str, Any], socket_fd: int, output_fd: int, status_fd: int, program: bytes) -> NoReturn:
    """The first process of the child's namespace: it never runs student code, and says how the one that does ended."""
    try:
        _keep_only(socket_fd, output_fd, status_fd)
        if os.read(socket_fd, 1) != _GO:  # said once we are in the cgroup of our slot
            os._exit(0)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD, signal.SIGTERM})
        confine.hide()
        confine.enter_namespaces(frozenset(request["without"]))
        confine.mount_scratch(request["uid"], request["scratch_mb"])
        pid = os.fork()
        if pid == 0:
            _become_student(request, socket_fd, output_fd, program)
        os.close(socket_fd)
        os.close(output_fd)
        word = str(_outlive(pid))
    except BaseException as error:  # noqa: BLE001  whatever it was, the worker must hear of it
        word = f"{type(error).__name__}: {error}"
    try:
        os.write(status_fd, word.encode()[:4000])
    finally:
        os._exit(0)


def _keep_only(*fds: int) -> None:
    """Nothing of the host stays open but what this child was given."""
    low = 3
    for fd in sorted(fds):
        os.closerange(low, fd)
        low = fd + 1
    os.closerange(low, 1 << 16)


def _outlive(student: int) -> int:
    """The wait status of the student's process. SIGTERM can only come from the worker and means: it is over."""
    while True:
        if signal.sigwait({signal.SIGCHLD, signal.SIGTERM}) == signal.SIGTERM:
            os.kill(student, signal.SIGKILL)
        with suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == student:
                    return status
                if pid == 0:
                    break


def _become_student(request: dict[str, Any], socket_fd: int, output_fd: int, program: bytes) -> NoReturn:
    _take_descriptors(socket_fd, output_fd)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    _put_layers_on(request, program)
    _settle(request["threads"])
    os.closerange(_SOCKET_FD + 1, 1 << 16)
    try:
        serve(socket.socket(fileno=_SOCKET_FD))
    except EOFError:
        os._exit(0)
    except BaseException as error:  # noqa: BLE001  student code may have broken anything that serving needs
        os.write(2, f"The sandbox could not go on: {type(error).__name__}\n".encode())
    finally:
        os._exit(_BROKEN)


def _take_descriptors(socket_fd: int, output_fd: int) -> None:
    os.setsid()
    os.dup2(output_fd, 1)
    os.dup2(output_fd, 2)
    os.dup2(socket_fd, _SOCKET_FD, inheritable=False)


def _put_layers_on(request: dict[str, Any], program: bytes) -> None:
    without = request["without"]
    if "rlimits" not in without:
        confine.limit_resources(request["processes"], request["scratch_mb"])
    if "capabilities" not in without:
        confine.forbid_capabilities()
    if "uids" not in without:
        confine.become_user(request["uid"])
    if "capabilities" not in without:
        confine.drop_capabilities()
    confine.hide()
    if "seccomp" not in without:
        confine.filter_system_calls(program)


def _settle(threads: int) -> None:
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    if threads > 1 and "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(threads)


def serve(sock: socket.socket) -> None:
    """Answer one request after another. Raises EOFError when the worker has hung up."""
    sock.sendall(_READY)
    objects: Objects | None = None
    while True:
        request = wire.receive(sock, wire.INPUT_BOUNDS)
        bounds = wire.Bounds(elements=request["elements"])
        objects = objects or Objects(elements=request["elements"])
        answer = _answer(objects, request, bounds)
        for stream in (sys.stdout, sys.stderr):
            with suppress(BaseException):  # the student may have put anything there
                stream.flush()
        wire.send(sock, answer)


def _answer(objects: Any, request: dict[str, Any], bounds: wire.Bounds) -> wire.Frame:
    number = request["number"]
    try:
        value = objects.perform(request["op"], request["fields"])
        return wire.frame({"number": number, "value": value}, bounds)
    except Failed as failed:
        told = {"verdict": failed.verdict, "code": failed.code, "facts": failed.facts}
    except wire.TooLarge as error:
        told = {"verdict": "INVALID", "code": "too_large", "facts": {"elements": error.elements, "limit": error.limit}}
    return wire.frame({"number": number, "failed": told}, bounds)
