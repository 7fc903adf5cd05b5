"""Messages between our own trusted processes (worker and checker): JSON, raw bytes and descriptors over a Unix socket.

Student code never holds an end of such a channel; what comes from student code passes `sandbox.inside.wire`.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from dataclasses import dataclass, field
from typing import Any

_HEAD = struct.Struct("!II")  # length of the JSON text, length of the raw bytes
_MAX_FDS = 4


class ChannelClosed(ConnectionError):
    """The other process has gone."""


class DeadlinePassed(TimeoutError):
    """The other process said nothing in time."""


@dataclass(frozen=True)
class Message:
    body: dict[str, Any]
    data: bytes = b""
    fds: list[int] = field(default_factory=list)


class Channel:
    """One end of a stream socket pair. Not thread safe: one grading owns it at a time."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    @classmethod
    def pair(cls) -> tuple[Channel, socket.socket]:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        return cls(ours), theirs

    def send(self, body: dict[str, Any], *, data: bytes = b"", fds: tuple[int, ...] = ()) -> None:
        text = json.dumps(body).encode()
        frame = _HEAD.pack(len(text), len(data)) + text + data
        self.sock.settimeout(None)
        try:
            sent = socket.send_fds(self.sock, [frame], list(fds)) if fds else self.sock.send(frame)
            self.sock.sendall(memoryview(frame)[sent:])
        except OSError as error:
            raise ChannelClosed(str(error)) from error

    def receive(self, timeout_s: float | None = None) -> Message:
        """The next message. Raises DeadlinePassed when it is late, ChannelClosed when the peer has gone."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        fds: list[int] = []
        head = self._exactly(_HEAD.size, deadline, fds)
        text_length, data_length = _HEAD.unpack(head)
        text = self._exactly(text_length, deadline, fds)
        data = self._exactly(data_length, deadline, fds)
        return Message(json.loads(text), data, fds)

    def _exactly(self, size: int, deadline: float | None, fds: list[int]) -> bytes:
        parts: list[bytes] = []
        while size:
            self.sock.settimeout(None if deadline is None else max(deadline - time.monotonic(), 1e-4))
            try:
                part, new_fds, _, _ = socket.recv_fds(self.sock, min(size, 1 << 20), _MAX_FDS)
            except TimeoutError as error:
                raise DeadlinePassed from error
            except OSError as error:
                raise ChannelClosed(str(error)) from error
            fds.extend(new_fds)
            if not part:
                raise ChannelClosed("the other end was closed")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def close(self) -> None:
        self.sock.close()
