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
    """A pidfd of the first process of new namespaces; when it is killed, everything in them dies."""
    nursery.send(json.dumps(request).encode())
    word, fds, _, _ = socket.recv_fds(nursery, _MESSAGE, 1)
    if not fds:
        raise OSError(word.decode() or "the nursery is gone")
    return fds[0]


def _serve(sock: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a first process ended
    own_namespace = os.pidfd_open(os.getpid())
    while message := sock.recv(_MESSAGE):
        request = json.loads(message)
        word_r, word_w = os.pipe()
        if "pid_namespace" not in request["without"]:
            confine.unshare(confine.CLONE_NEWPID)
        pid = os.fork()
        if pid == 0:
            _be_first(request, word_w)
        confine.setns(own_namespace, confine.CLONE_NEWPID)
        os.close(word_w)
        pidfd = os.pidfd_open(pid)
        word = os.read(word_r, 4096)
        socket.send_fds(sock, [word or b"no word"], [pidfd] if word == _DONE else [])
        os.close(word_r)
        os.close(pidfd)


def _be_first(request: dict[str, Any], word_fd: int) -> NoReturn:
    """Process 1 of the namespace: it reaps orphans by ignoring their ends, and no signal from inside can reach it."""
    try:
        os.closerange(0, word_fd)
        os.closerange(word_fd + 1, 1 << 16)
        confine.hide()
        confine.enter_namespaces(frozenset(request["without"]))
        confine.mount_scratch(request["uid"], request["scratch_mb"])
        os.write(word_fd, _DONE)
        os.close(word_fd)
        while True:
            signal.pause()
    except BaseException as error:  # noqa: BLE001  whatever it was, the worker must hear of it
        os.write(word_fd, str(error).encode()[:4000])
    finally:
        os._exit(1)
