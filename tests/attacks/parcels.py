"""Archives that nobody packs by accident."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

OWN = ("q1.py", b"x = 1\n")
Entry = tuple[str | zipfile.ZipInfo, bytes]


def packed(*files: Entry, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in files:
            archive.writestr(name, data, compression)
    return buffer.getvalue()


def special(name: str, mode: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3  # Unix, which has such files
    entry.external_attr = mode << 16
    return entry


def hard_link(name: str, target: bytes) -> zipfile.ZipInfo:
    """By PKWARE's field for Unix, which holds the name of the file that this one is."""
    entry = special(name, 0o100644)
    entry.extra = struct.pack("<HHIIHH", 0x000D, 12 + len(target), 0, 0, 0, 0) + target
    return entry


def local(name: bytes, method: int, packed_size: int, size: int) -> bytes:
    return struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, method, 0, 0, 0, packed_size, size, len(name), 0) + name


def central(name: bytes, method: int, packed_size: int, size: int, offset: int) -> bytes:
    fields = (20, 20, 0, method, 0, 0, 0, packed_size, size, len(name), 0, 0, 0, 0, 0, offset)
    return struct.pack("<4s6H3I5H2I", b"PK\1\2", *fields) + name


def closed(body: bytes, table: bytes, entries: int) -> bytes:
    return body + table + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, entries, entries, len(table), len(body), 0)


def zeros(gib: int) -> bytes:
    """A deflate stream of that many zeros, without packing them all: whole blocks may be repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = packer.compress(bytes(1 << 26)) + packer.flush(zlib.Z_FULL_FLUSH)
    return start * (gib << 4) + b"\3\0"


def bomb(gib: int = 7) -> bytes:
    stream = zeros(gib)
    own = packed(OWN)[:-22]  # without its own end
    first = own[: own.index(b"PK\1\2")]
    body = first + local(b"zeros.csv", 8, len(stream), 0xFFFFFFFF) + stream
    table = own[len(first) :] + central(b"zeros.csv", 8, len(stream), 0xFFFFFFFF, len(first))
    return closed(body, table, 2)


def overlapping(entries: int = 150) -> bytes:
    """Each file begins with the header of the next one as stored bytes, and goes on with all that follows it."""
    names = [b"q%d.py" % number for number in range(entries)]
    stream = zeros(1)
    body = local(names[-1], 8, len(stream), 1 << 30) + stream
    sizes = [len(stream)]
    for name in reversed(names[:-1]):
        header = body[: 30 + struct.unpack("<H", body[26:28])[0]]
        stream = b"\0" + struct.pack("<HH", len(header), len(header) ^ 0xFFFF) + body
        sizes.append(len(stream))
        body = local(name, 8, len(stream), 1 << 30) + stream
    total = len(body)
    table = b"".join(
        central(name, 8, size, 1 << 30, total - size - 30 - len(name))
        for name, size in zip(names, reversed(sizes), strict=True)
    )
    return closed(body, table, entries)


def forged() -> bytes:
    """Says seven bytes, and holds twenty-one mebibytes."""
    data = bytearray(packed(OWN, ("zeros.csv", bytes(21 << 20))))
    for mark, at in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        start = data.rindex(mark) + at
        data[start : start + 4] = struct.pack("<I", 7)
    return bytes(data)


def crowded(entries: int = 100_000) -> bytes:
    """Very many names of one empty file."""
    body = local(b"q1.py", 0, 0, 0)
    table = b"".join(central(b"%05d" % number, 0, 0, 0, 0) for number in range(entries))
    return closed(body, table, entries & 0xFFFF)


def unknown_packing() -> bytes:
    body = local(b"q1.py", 99, 4, 4) + b"xxxx"
    return closed(body, central(b"q1.py", 99, 4, 4, 0), 1)


def locked() -> bytes:
    data = bytearray(packed(OWN))
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)
