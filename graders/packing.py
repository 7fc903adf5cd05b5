"""A folder as one zip and back: the same files always give the same bytes, and no entry leads outside."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path, PurePosixPath

from graders.results import LabFault

# A lab is text and a few figures; anything larger is an accident or an attack.
LARGEST_PACK_BYTES = 64 * 1024 * 1024
# Zip cannot tell an older date, so this one stands for "no date".
NO_DATE = (1980, 1, 1, 0, 0, 0)
PLAIN_FILE = 0o100644 << 16


def packed_files(folder: Path) -> list[str]:
    """The files that belong to the lab, sorted: neither hidden ones nor what Python leaves behind."""
    names = []
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if any(part.startswith(".") or part == "__pycache__" for part in relative.parts):
            continue
        if path.is_symlink():
            raise LabFault(f"{folder.name}/{relative}: a lab holds plain files only; replace the link by the file.")
        if path.is_file():
            names.append(relative.as_posix())
    return names


def pack_folder(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in packed_files(folder):
            entry = zipfile.ZipInfo(name, NO_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = PLAIN_FILE
            entry.create_system = 3  # Without it the bytes would depend on the operating system.
            archive.writestr(entry, (folder / name).read_bytes())
    return buffer.getvalue()


def unpack_folder(data: bytes, folder: Path) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise LabFault("The lab's pack is not a zip; publish the lab again.") from error
    with archive:
        entries = archive.infolist()
        for entry in entries:
            _prove_harmless(entry)
        if sum(entry.file_size for entry in entries) > LARGEST_PACK_BYTES:
            raise LabFault(f"The lab's pack holds more than {LARGEST_PACK_BYTES:,} bytes; move large data out of it.")
        for entry in entries:
            target = folder / entry.filename
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(entry))


def _prove_harmless(entry: zipfile.ZipInfo) -> None:
    path = PurePosixPath(entry.filename)
    outside = path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in entry.filename
    kind = entry.external_attr >> 16 & 0o170000
    if outside or entry.is_dir() or kind not in (0, 0o100000):
        raise LabFault(f"The lab's pack holds the entry {entry.filename!r}, which is not a plain file inside the lab.")
