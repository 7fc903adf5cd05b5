"""The web server, with what a connection may do before the application hears of it. `python -m api.server` runs it."""

from __future__ import annotations

import asyncio
import ctypes
import sys
from contextlib import suppress
from http import HTTPStatus
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.settings import get_settings

M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8  # of the C library's malloc.h
GRACE_S = 3
HEAD_S = 15.0  # for the first line and the headers; a body has `upload_s`
STALLED_S = 60.0  # for who does not read what is sent: an answer, or a stream
# What is longer is not even collected. The application refuses far less, but it says why, also to a token of 1 MiB.
HEAD_BYTES = 5 << 18


class Connection(HttpToolsProtocol):
    """Ends connections that say nothing, never come to the end of what they say, or do not listen.

    uvicorn has no clock for a request that has begun, none for an answer that nobody reads, and no limit for headers.
    A proxy in front has all of them, but nobody must have one.
    """

    _clock: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _head_bytes: int | None = 0  # None once the headers are complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # so that `pause_writing` tells of any byte that nobody takes
        self._allow(HEAD_S)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalled = self.loop.call_later(STALLED_S, self.transport.abort)  # closing would wait for the reader

    def resume_writing(self) -> None:
        self._hear_again()
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head_bytes is not None:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self._end(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_bytes = 0
        self._allow(HEAD_S)

    def on_headers_complete(self) -> None:
        self._head_bytes = None
        # Later than the application's own word about a slow body, and also where nobody reads the body any more.
        self._allow(get_settings().upload_s + HEAD_S)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._head_bytes = 0
        self._forget_clock()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_clock()
        self._hear_again()
        super().connection_lost(exc)

    def _allow(self, seconds: float) -> None:
        self._forget_clock()
        self._clock = self.loop.call_later(seconds, self._end, HTTPStatus.REQUEST_TIMEOUT)

    def _forget_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _hear_again(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _end(self, status: HTTPStatus) -> None:
        """Says why, unless an answer has already begun."""
        if self._head_bytes is not None and not self.transport.is_closing():
            head = f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            self.transport.write(head.encode())
        self.transport.close()


def config(app: Any = "api.main:create_app", **more: Any) -> uvicorn.Config:
    settings = get_settings()
    ours: dict[str, Any] = {
        "factory": isinstance(app, str),
        "host": settings.host,
        "port": settings.port,
        "http": Connection,
        "ws": "none",
        # Who may say for whom it asks: nobody, unless the operator names them. uvicorn trusts this machine by itself.
        "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": settings.trusted_proxies,
        "access_log": False,
        "log_level": "warning",
        "server_header": False,
        "timeout_graceful_shutdown": GRACE_S,
    }
    return uvicorn.Config(app, **(ours | more))


def give_memory_back() -> None:
    """A body of megabytes goes back to the system when its request ends.

    Left to itself the C library raises its threshold after the first one, keeps the next ones and, for each thread,
    an arena of them.
    """
    with suppress(AttributeError):  # another C library than GNU's
        for option, value in ((M_MMAP_THRESHOLD, 1 << 20), (M_ARENA_MAX, 2)):
            ctypes.CDLL(None).mallopt(option, value)


def main() -> None:
    give_memory_back()
    server = uvicorn.Server(config())
    server.run()
    if not server.started:
        sys.exit(3)


if __name__ == "__main__":
    main()
