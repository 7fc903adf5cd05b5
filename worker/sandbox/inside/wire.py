"""Frames over a Unix socket: a fixed prefix, a JSON header, raw tensor bytes. No pickle, no size believed.

A big body of ours travels as a sealed memory file instead of through the socket: the child maps it privately.
"""

from __future__ import annotations

import array
import fcntl
import mmap
import os
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from .codec import decode, encode
from .tensors import Bounds, Garbled, TooLarge
from .values import Handle, Opaque

__all__ = ["Bounds", "Frame", "Garbled", "Handle", "Incoming", "Opaque", "TooLarge", "frame", "receive", "send"]

PREFIX = struct.Struct("<4sBIQ")  # magic, where the body is, length of the header, length of the body
_MAGIC = b"ALC1"
_INLINE, _IN_MEMORY_FILE = 0, 1
_INLINE_BYTES = 64 << 10
_SEALS = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
_CHUNK = 1 << 20
_AHEAD = 64 << 10

# What we send to a child: as large as a training set, and believed by the child.
INPUT_BOUNDS = Bounds(elements=1 << 31, tensors=4_096, header=32 << 20, nodes=1_000_000, ours=True)


@dataclass
class Frame:
    """A message ready to be sent. Whoever made it closes `memory_fd`, if there is one."""

    parts: list[memoryview]
    memory_fd: int | None = None

    def close(self) -> None:
        if self.memory_fd is not None:
            os.close(self.memory_fd)
            self.memory_fd = None


def frame(tree: Any, bounds: Bounds, *, seal: bool = True) -> Frame:
    """Raises TooLarge. A body of ours over 64 KiB becomes a sealed memory file."""
    encoded = encode(tree, bounds)
    apart = bounds.ours and encoded.length > _INLINE_BYTES
    prefix = PREFIX.pack(_MAGIC, _IN_MEMORY_FILE if apart else _INLINE, len(encoded.header), encoded.length)
    if apart:
        head = memoryview(prefix + encoded.header)
        return Frame([head], _memory_file(encoded.chunks, encoded.length, seal=seal))
    if encoded.length <= _INLINE_BYTES:  # one system call instead of one for each tensor
        return Frame([memoryview(b"".join((prefix, encoded.header, *encoded.chunks)))])
    return Frame([memoryview(prefix + encoded.header), *encoded.chunks])


def _memory_file(chunks: list[memoryview], length: int, *, seal: bool) -> int:
    fd = os.memfd_create("input", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        os.ftruncate(fd, length)
        for chunk in chunks:
            while chunk:
                chunk = chunk[os.write(fd, chunk) :]  # noqa: PLW2901
        if seal:
            fcntl.fcntl(fd, fcntl.F_ADD_SEALS, _SEALS)
    except BaseException:
        os.close(fd)
        raise
    return fd


def send(sock: socket.socket, message: Frame) -> None:
    """Blocking; the trusted side uses `client.ChildClient`, which has a deadline."""
    rights = [message.memory_fd] if message.memory_fd is not None else []
    first, *rest = message.parts
    sent = socket.send_fds(sock, [first], rights) if rights else sock.send(first)
    sock.sendall(first[sent:])
    for part in rest:
        sock.sendall(part)


class Incoming:
    """One frame, put together from its pieces as they come. Ask `wanted` before each read.

    It reads ahead, so that most frames come in one piece: on this line nobody says two things in a row.
    """

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._buffer = bytearray()
        self._prefix: tuple[int, int, int] | None = None
        self._total = 0
        self._fds: list[int] = []

    @property
    def wanted(self) -> int:
        return _AHEAD if self._prefix is None else min(self._total - len(self._buffer), _CHUNK)

    def feed(self, data: bytes, fds: list[int] | None = None) -> bool:
        """True when the frame is whole. Raises Garbled as soon as it cannot become one."""
        self._buffer += data
        self._fds += fds or []
        if self._prefix is None and len(self._buffer) >= PREFIX.size:
            self._prefix = kind, header, body = self._read_prefix()
            self._total = PREFIX.size + header + (body if kind == _INLINE else 0)
        if self._prefix is None or len(self._buffer) < self._total:
            return False
        if len(self._buffer) > self._total:
            raise Garbled("a frame is followed by something else")
        return True

    def tree(self) -> Any:
        """The message, decoded. Raises Garbled and TooLarge."""
        assert self._prefix is not None
        kind, header_length, body_length = self._prefix
        body = PREFIX.size + header_length
        header = bytes(self._buffer[PREFIX.size : body])
        if kind == _INLINE:
            return decode(header, memoryview(self._buffer)[body:], self._bounds)
        if not self._fds:
            raise Garbled("the body is missing")
        mapped = mmap.mmap(self._fds[0], body_length, access=mmap.ACCESS_COPY)
        return decode(header, mapped, self._bounds)

    def close(self) -> None:
        for fd in self._fds:
            with suppress(OSError):
                os.close(fd)
        self._fds = []

    def _read_prefix(self) -> tuple[int, int, int]:
        magic, kind, header, body = PREFIX.unpack_from(self._buffer)
        if magic != _MAGIC or kind not in ((_INLINE, _IN_MEMORY_FILE) if self._bounds.ours else (_INLINE,)):
            raise Garbled("a frame does not begin like one")
        if not 0 < header <= self._bounds.header or body > self._bounds.body:
            raise Garbled("a frame claims to be larger than allowed")
        return kind, header, body


def receive(sock: socket.socket, bounds: Bounds) -> Any:
    """One message, blocking, with its memory file. Raises EOFError at the end. For the child: it believes us."""
    incoming = Incoming(bounds)
    try:
        while True:
            data, fds = _read(sock, incoming.wanted)
            if not data:
                raise EOFError
            if incoming.feed(data, fds):
                return incoming.tree()
    finally:
        incoming.close()


def _read(sock: socket.socket, size: int) -> tuple[bytes, list[int]]:
    data, rights, _, _ = sock.recvmsg(size, socket.CMSG_SPACE(4))
    fds = array.array("i")
    for _level, _kind, payload in rights:
        fds.frombytes(payload)
    return data, list(fds)
