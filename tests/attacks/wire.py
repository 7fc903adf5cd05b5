"""HTTP as no client speaks it, byte by byte over a connection of its own."""

from __future__ import annotations

import re
import select
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urlsplit

BOUNDARY = "mallory"
PIPELINE = 200
MULTIPART = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def head(token: str, **headers: str) -> bytes:
    named = {"Host": "allclose", "Authorization": f"Bearer {token}", **MULTIPART}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"POST /api/v1/submissions HTTP/1.1\r\n{lines}\r\n".encode()


def get(path: str, token: str, **headers: str) -> bytes:
    named = {"Host": "allclose", "Authorization": f"Bearer {token}", **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()


def pipelined(url: str, requests: list[bytes]) -> list[int]:
    """All of them over one connection, one behind the other; the statuses."""
    place = urlsplit(url)
    answer = b""
    with socket.create_connection((place.hostname, place.port), timeout=60) as line:
        line.sendall(b"".join(requests))
        while len(statuses := re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)) < len(requests):
            part = line.recv(1 << 16)
            assert part, "the connection was closed between two answers"
            answer += part
    return [int(status) for status in statuses]


def field(name: str, value: bytes, file_name: str | None = None) -> bytes:
    of_file = f'; filename="{file_name}"' if file_name else ""
    start = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{of_file}\r\n\r\n'
    return start.encode() + value + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def spoken(url: str, start: bytes, rest: Iterable[bytes] = (), *, patience_s: float = 30) -> tuple[int, bytes, int]:
    """The first answer's status (0: the connection was closed) and text, and how much of the rest was sent by then."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=patience_s) as line:
        sent = 0
        with suppress(BrokenPipeError, ConnectionResetError):
            line.sendall(start)
            for part in rest:
                if select.select([line], [], [], 0)[0]:
                    break
                line.sendall(part)
                sent += len(part)
        answer = _heard(line, time.monotonic() + patience_s)
        return int(answer[9:12] or b"0"), answer, sent


def _heard(line: socket.socket, deadline: float) -> bytes:
    """Until the other side closes, or has said all that it declared."""
    answer = b""
    with suppress(ConnectionResetError):
        while time.monotonic() < deadline and not _is_whole(answer):
            part = line.recv(1 << 16)
            if not part:
                break
            answer += part
    return answer


def _is_whole(answer: bytes) -> bool:
    start, end, body = answer.partition(b"\r\n\r\n")
    length = [line[15:] for line in start.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(end) and bool(length) and len(body) >= int(length[0])


def trickled(lines: list[socket.socket], body: bytes, pause_s: float, patience_s: float) -> list[int]:
    """One byte at a time on all of them, until each is answered; the statuses."""
    statuses = []
    deadline = time.monotonic() + patience_s
    for byte in body:
        for line in select.select(lines, [], [], pause_s)[0]:
            statuses.append(int(_heard(line, deadline)[9:12] or b"0"))
            line.close()
            lines.remove(line)
        if not lines or time.monotonic() > deadline:
            break
        for line in lines:
            with suppress(BrokenPipeError, ConnectionResetError):
                line.send(bytes([byte]))
    return statuses
