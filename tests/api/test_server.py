"""What a connection may do before the application hears of it."""

import asyncio
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, repeat
from urllib.parse import urlsplit

import pytest

from api import server
from api.settings import get_settings


@contextmanager
def line(url: str) -> Iterator[socket.socket]:
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=10) as connected:
        yield connected


def heard(connected: socket.socket) -> bytes:
    answer = b""
    while part := connected.recv(1 << 16):
        answer += part
    return answer


def pushed(connected: socket.socket, parts: Iterable[bytes], pause_s: float = 0) -> int:
    """How much was taken until the other side had enough."""
    sent = 0
    with suppress(OSError):
        for part in parts:
            connected.sendall(part)
            sent += len(part)
            time.sleep(pause_s)
    return sent


GET = b"GET /healthz HTTP/1.1\r\nHost: a\r\n"


@pytest.mark.parametrize("said", [b"", b"G", GET, GET + b"X-Slow: ", GET + b"\r\n" + GET])
def test_who_never_comes_to_the_end_of_a_head_is_shown_out(
    server: str, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr("api.server.HEAD_S", 0.3)
    with line(server) as connected:
        connected.sendall(said)
        assert b"408 Request Timeout" in heard(connected)


def test_a_head_that_trickles_has_no_more_time(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.server.HEAD_S", 0.5)
    with line(server) as connected:
        assert pushed(connected, (bytes([byte]) for byte in GET * 1000), 0.02) < 1000


def test_an_endless_head_is_not_collected(server: str) -> None:
    with line(server) as connected:
        endless = repeat(b"a" * 65536, 1024)
        assert pushed(connected, chain([GET, b"X-Long: "], endless)) < 32 << 20  # the buffers of both sides
    with line(server) as connected:
        connected.sendall(GET + b"X-Long: " + b"a" * (server_limit() + 1))
        assert b"431 Request Header Fields Too Large" in heard(connected)


def test_who_does_not_read_the_answer_is_shown_out(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.server.STALLED_S", 0.3)
    with line(server) as connected:
        connected.sendall(b"GET /static/vendor/katex/katex.min.js HTTP/1.1\r\nHost: a\r\n\r\n" * 100)
        time.sleep(3)
        got = 0
        with suppress(ConnectionResetError):
            while part := connected.recv(1 << 20):
                got += len(part)
    assert got < 20_000_000, "of 27 MB, which is more than the buffers of both sides hold"


def server_limit() -> int:
    return server.HEAD_BYTES


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", b"414"),
        (GET + b"X: " + b"a" * 40000 + b"\r\nConnection: close\r\n\r\n", b"431"),
        (GET + b"".join(b"X-%d: a\r\n" % n for n in range(101)) + b"Connection: close\r\n\r\n", b"431"),
        (b"GET /api/v1/labs HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer "
         + b"a" * (1 << 20) + b"\r\n\r\n", b"401"),
        (GET + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", b"400"),
        (b"GET \xff\xfe HTTP/1.1\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\x00", b"400"),
    ],
    ids=["address", "header", "headers", "token of a mebibyte", "two lengths", "no text", "TLS"],
)  # fmt: skip
def test_heads_that_are_too_much(server: str, head: bytes, status: bytes) -> None:
    with line(server) as connected:
        connected.sendall(head)
        assert heard(connected)[9:12] == status


def test_a_body_that_nobody_reads_does_not_hold_a_line_for_ever(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.server.HEAD_S", 0.2)
    monkeypatch.setattr(get_settings(), "upload_s", 0.3)
    with line(server) as connected:
        body = chain([GET + b"Content-Length: 1000000\r\n\r\n"], repeat(b"a", 500))
        assert pushed(connected, body, 0.02) < 400


def test_a_line_serves_one_request_after_the_other_while_its_head_comes_in_time(server: str) -> None:
    with line(server) as connected:
        for _ in range(3):
            connected.sendall(GET)
            connected.sendall(b"\r\n")
            assert connected.recv(1 << 16)[:9] == b"HTTP/1.1 "


def test_the_clock_of_a_closed_line_is_forgotten() -> None:
    async def closed() -> bool:
        connection = server.Connection.__new__(server.Connection)
        connection.loop = asyncio.get_running_loop()
        connection._allow(60)
        clock = connection._clock
        connection._forget_clock()
        return clock is not None and clock.cancelled()

    assert asyncio.run(closed())
