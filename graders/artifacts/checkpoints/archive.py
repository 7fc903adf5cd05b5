"""The zip container of torch.save: one program, and the raw bytes of each tensor, none of them compressed."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Any

from graders.artifacts.checkpoints.pickled import read_pickle
from graders.artifacts.checkpoints.stored import Unfit

MOST_ENTRIES = 10_000
_ENTRY = b"PK\x01\x02"  # begins each line of a zip's directory
_PROGRAM = "/data.pkl"
_PICKLE = b"\x80"
# What the old format of torch.save begins with, after the two bytes of a pickle's protocol.
_OLD_MAGIC = b"\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."


def read_torch(data: bytes) -> Any:
    """The tree of a file that torch.save wrote. Raises Unfit."""
    if not data.startswith(b"PK"):
        raise _no_archive(data)
    if data.count(_ENTRY) > MOST_ENTRIES:
        raise Unfit("too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive, len(data))
    except (zipfile.BadZipFile, struct.error, OSError, EOFError) as error:
        raise Unfit("damaged") from error
    # What zipfile raises over names, versions and sizes that nobody wrote honestly.
    except (ValueError, KeyError, IndexError, OverflowError, RuntimeError) as error:
        raise Unfit("damaged") from error


def _no_archive(data: bytes) -> Unfit:
    if data[2:].startswith(_OLD_MAGIC):
        return Unfit("old")
    return Unfit("plain_pickle" if data.startswith(_PICKLE) else "unknown")


def _read(archive: zipfile.ZipFile, size: int) -> Any:
    entries = {entry.filename: entry for entry in archive.infolist()}
    programs = [name for name in entries if name.endswith(_PROGRAM)]
    if len(programs) != 1:
        raise Unfit("unknown")
    folder = programs[0].removesuffix("data.pkl")
    if f"{folder}constants.pkl" in entries:
        raise Unfit("script")
    for entry in entries.values():
        if entry.compress_type != zipfile.ZIP_STORED or entry.compress_size != entry.file_size or entry.flag_bits & 1:
            raise Unfit("compressed")
    # Entries may lie over each other: together they are no larger than the file, or somebody made them so.
    if sum(entry.file_size for entry in entries.values()) > size:
        raise Unfit("damaged")
    order = f"{folder}byteorder"
    if order in entries and archive.read(order) != b"little":
        raise Unfit("byteorder")
    program = archive.read(programs[0])
    records: dict[str, memoryview] = {}

    def storage(key: str) -> memoryview:
        if key not in records:
            records[key] = memoryview(archive.read(f"{folder}data/{key}"))
        return records[key]

    try:
        return read_pickle(program, storage)
    except Unfit as unfit:
        raise _told_better(unfit, program) from None


def _told_better(unfit: Unfit, program: bytes) -> Unfit:
    """What a file holds that names classes: most often a whole model, whose layers are named in it."""
    if unfit.reason != "foreign":
        return unfit
    if b"torch.nn.modules" in program:
        return Unfit("whole_model", unfit.name)
    if b"torch.optim." in program:
        return Unfit("whole_optimizer", unfit.name)
    return Unfit("numpy", unfit.name) if unfit.name.startswith("numpy.") else unfit
