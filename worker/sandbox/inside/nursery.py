"""Makes the namespaces of children and the first process in each. Small on purpose: forking it costs next to nothing.

Forking the warm host twice for each child, once for a first process and once for the student's, would cost twice.
"""

from __future__ import annotations

import json
import os
import signal
import socket
from typing import Any, NoReturn

from . import confine

_MESSAGE = 64 << 10
_DONE = b"done"


class Gone(Exception):
    """The nursery has ended, so its host is of no use either."""


def start() -> socket.socket:
    """Forks the nursery; the caller must not have grown yet. It ends when its socket does."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        try:
            ours.close()
            _serve(theirs)
        finally:
            os._exit(1)
    theirs.close()
    return ours


def make(nursery: socket.socket, request: dict[str, Any]) -> int:
    """A pidfd of the first process of new namespaces; when it is killed, everything in them dies.

    Raises OSError when this one could not be made, and Gone when none ever will.
    """
    try:
        nursery.send(json.dumps(request).encode())
        word, fds, _, _ = socket.recv_fds(nursery, _MESSAGE, 1)
    except ConnectionError as error:
        raise Gone from error
    if not word:
        raise Gone
    if not fds:
        raise OSError(word.decode())
    return fds[0]


def _serve(sock: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a first process ended
    own_namespace = os.pidfd_open(os.getpid())
    while message := sock.recv(_MESSAGE):
        try:
            _answer(sock, json.loads(message), own_namespace)
        except OSError as error:  # too many processes or descriptors just now: the next request may fare better
            sock.send(str(error).encode())


def _answer(sock: socket.socket, request: dict[str, Any], own_namespace: int) -> None:
    word_r, word_w = os.pipe()
    with os.fdopen(word_r, "rb", buffering=0) as word_of_first:
        try:
            pid = _fork_first(request, word_w, own_namespace)
        finally:
            os.close(word_w)
        pidfd = os.pidfd_open(pid)
        try:
            word = word_of_first.read(4096)
            socket.send_fds(sock, [word or b"no word"], [pidfd] if word == _DONE else [])
        finally:
            os.close(pidfd)


def _fork_first(request: dict[str, Any], word_fd: int, own_namespace: int) -> int:
    try:
        if "pid_namespace" not in request["without"]:
            confine.unshare(confine.CLONE_NEWPID)
        pid = os.fork()
        if pid == 0:
            _be_first(request, word_fd)
    finally:
        confine.setns(own_namespace, confine.CLONE_NEWPID)
    return pid


def _be_first(request: dict[str, Any], word_fd: int) -> NoReturn:
    """Process 1 of the namespace: it reaps orphans by ignoring their ends, and no signal from inside can reach it."""
    try:
        os.closerange(0, word_fd)
        os.closerange(word_fd + 1, 1 << 16)
        confine.hide()
        without = frozenset(request["without"])
        confine.enter_namespaces(without)
        confine.mount_scratch(request["uid"], request["scratch_mb"], without)
        os.write(word_fd, _DONE)
        os.close(word_fd)
        while True:
            signal.pause()
    except BaseException as error:  # noqa: BLE001  whatever it was, the worker must hear of it
        os.write(word_fd, str(error).encode()[:4000])
    finally:
        os._exit(1)
