"""A folder handed in as .zip, read without writing anything: bounded, and refused where an entry is no plain file.

Also which of its files answer an exercise. No torch: the web asks as well, before it stores an upload.
"""

from __future__ import annotations

import io
import json
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

MOST_BYTES = 20 << 20
MOST_FILES = 200
MOST_ENTRIES = 2000  # with folders and what machines leave behind
MOST_CODE_BYTES = 1 << 20  # of one file; of a notebook without its outputs
MOST_PARTS = 400_000  # values of all large notebooks of an upload, outputs included
LONGEST_NAME = 200
LONGEST_PART = 255  # bytes of one name on every usual disk
SOURCES = (".py", ".ipynb")
LONGEST_RANGE = 30  # questions that one file may answer by its name

_CHUNK = 1 << 16
_ENTRY = b"PK\x01\x02"  # what each entry of the table of contents begins with
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_TURNING = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}  # they turn the text around them
_UNSHOWN = {"Cc", "Cs", "Co", "Cn"}
_RANGE = re.compile(
    r"(?P<letters>[a-z]*)(?<!\d)(?P<first>\d{1,3})\s*(?:-|to)\s*(?:(?P=letters))?(?P<last>\d{1,3})(?!\d)"
)
_KIND, _PLAIN, _SET_ID = 0o170000, 0o100000, 0o6000
# PKWARE's field for Unix; what is longer names the file that this one is a link to.
_UNIX_EXTRA, _PLAIN_EXTRA = 0x000D, 12
_LEFT_BEHIND = {"__MACOSX", ".ipynb_checkpoints", "__pycache__", ".git", ".idea", ".vscode", "venv", ".venv"}

Files = list[tuple[str, bytes]]


class BadFolder(Exception):
    """Why a .zip cannot be taken, as a sentence for who sent it. `too_large` tells an excess from a wrong file."""

    def __init__(self, sentence: str, *, too_large: bool = False) -> None:
        super().__init__(sentence)
        self.too_large = too_large


def is_folder(name: str) -> bool:
    return name.lower().endswith(".zip")


def unpacked(data: bytes) -> Files:
    """The files of the folder by their paths in it, in natural order (q2 before q10). Raises BadFolder."""
    _prove_entries(data.count(_ENTRY))  # before a table of a million of them becomes a million objects
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = _read(archive, _taken(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise BadFolder("The .zip cannot be read. Pack the folder again and send the new file.") from error
    if not any(is_source(name) for name, _ in files):
        raise BadFolder(
            "The .zip holds no .py file and no notebook (.ipynb). Pack the folder that holds your solution."
        )
    return sorted(_without_outer_folder(files), key=lambda file: _natural(file[0]))


def is_source(name: str) -> bool:
    return name.lower().endswith(SOURCES)


def code_sizes(files: Files) -> Iterator[tuple[str, int]]:
    """How much of each source is code: of a notebook its code cells. What cannot be read is told so when it is graded,
    and so is what would take long to look into: a small .zip unpacks to twenty million values.
    """
    room = MOST_PARTS
    for name, data in files:
        if not is_source(name):
            continue
        if len(data) <= MOST_CODE_BYTES or not _looks_like_notebook(name, data):
            yield name, len(data)
            continue
        room -= sum(map(data.count, (b"[", b"{", b",")))  # before it becomes a hundred times its size
        yield name, _code_in(data) if room >= 0 else 0


def _looks_like_notebook(name: str, data: bytes) -> bool:
    return name.lower().endswith(".ipynb") or (data.lstrip().startswith(b"{") and b'"cells"' in data)


def _code_in(notebook: bytes) -> int:
    try:
        book = json.loads(notebook)
    except (ValueError, RecursionError):
        return 0
    sheets = book.get("worksheets", [book]) if isinstance(book, dict) else []
    cells = [cell for sheet in _dicts(sheets) for cell in _dicts(sheet.get("cells")) if cell.get("cell_type") == "code"]
    return sum(_length(cell.get("source", cell.get("input"))) for cell in cells)


def _dicts(values: Any) -> list[dict[str, Any]]:
    return [each for each in values if isinstance(each, dict)] if isinstance(values, list) else []


def _length(source: Any) -> int:
    lines = source if isinstance(source, list) else [source]
    return sum(len(line) for line in lines if isinstance(line, str))


def matches(name: str, pattern: str) -> bool:
    """Whether the file's path fits the pattern, in any case. A number is a whole one: "*q1*" does not fit "q10.py".

    A range stands for each of its numbers: "q7-10.py" and "q7-q10.py" fit "*q8*".
    """
    compiled = _compiled(pattern.lower())
    return any(compiled.fullmatch(each) for each in _spread(name.lower()))


def _spread(name: str) -> Iterator[str]:
    """The name itself, and for each number of its first range the name with that number alone."""
    yield name
    if found := _RANGE.search(name):
        letters, first, last = found["letters"], int(found["first"]), int(found["last"])
        for number in range(first, min(last, first + LONGEST_RANGE) + 1):
            yield f"{name[: found.start()]}{letters}{number}{name[found.end() :]}"


def chosen(names: Sequence[str], patterns: Sequence[str], all_patterns: Iterable[str] = ()) -> list[str]:
    """The files that answer an exercise. `all_patterns` are those of all exercises of the lab.

    Where no file is named for any exercise, all of them answer every one: few people rename the only file they hand in.
    """
    if not patterns:
        return list(names)
    found = [name for name in names if any(matches(name, pattern) for pattern in patterns)]
    named = found or any(matches(name, pattern) for name in names for pattern in all_patterns)
    return found if named else list(names)


def _compiled(pattern: str) -> re.Pattern[str]:
    """`*` for anything, `?` for one character; no set in brackets, which stand in file names for themselves."""
    parts = []
    for part in re.split(r"([*?])", pattern):
        parts.append({"*": ".*", "?": "."}.get(part) or re.escape(part))
        if part[:1].isdigit():
            parts[-1] = rf"(?<!\d){parts[-1]}"
        if part[-1:].isdigit():
            parts[-1] += r"(?!\d)"
    return re.compile("".join(parts), re.DOTALL)


def _prove_entries(count: int) -> None:
    if count > MOST_ENTRIES:
        raise BadFolder(f"The .zip has {count:,} entries; {MOST_FILES} files are the most.", too_large=True)


def _taken(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The entries that are files of the student's own, each proved harmless, by the names that they get."""
    taken: dict[str, zipfile.ZipInfo] = {}
    for entry in archive.infolist():
        path = _proved(entry)
        if entry.is_dir() or any(part in _LEFT_BEHIND for part in path.parts) or path.name.startswith("."):
            continue
        if str(path) in taken:
            raise BadFolder(f"The .zip holds {_shown(entry.filename)} twice. Pack the folder again.")
        taken[str(path)] = entry
    for path in map(PurePosixPath, taken):
        if any(str(parent) in taken for parent in path.parents):
            raise BadFolder(f"The .zip holds {_shown(str(path))} in what is a file too. Pack the folder again.")
    if len(taken) > MOST_FILES:
        sentence = f"The .zip holds {len(taken)} files; {MOST_FILES} are the most. Leave out what is not your own."
        raise BadFolder(sentence, too_large=True)
    return taken


def _proved(entry: zipfile.ZipInfo) -> PurePosixPath:
    name = entry.orig_filename  # as it was packed; zipfile ends it at the first NUL
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or re.match(r"[A-Za-z]:", name) or not path.parts:
        raise BadFolder(f"The .zip holds {_shown(name)}, which leads out of the folder. Pack the folder itself.")
    if not _is_usable(name):
        raise BadFolder(f"The .zip holds {_shown(name)}, which is no usable name. Rename that file and pack it again.")
    if not entry.is_dir() and not _is_plain(entry):
        raise BadFolder(f"The .zip holds {_shown(name)}, a link or special file. Replace it by the file itself.")
    if entry.flag_bits & _ENCRYPTED:
        raise BadFolder("The .zip is locked with a password. Pack the folder without one.")
    if entry.compress_type not in _READABLE:
        raise BadFolder(f"The .zip packs {_shown(name)} in an unusual way. Use the ordinary packing (deflate).")
    return path


def _is_usable(name: str) -> bool:
    return (
        len(name) <= LONGEST_NAME
        and not any(char in _TURNING or unicodedata.category(char) in _UNSHOWN for char in name)
        and all(len(part.encode()) <= LONGEST_PART for part in name.split("/"))
    )


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    """No link, device or pipe, nothing that runs as somebody else, no second name of another file."""
    mode = entry.external_attr >> 16
    return mode & _KIND in (0, _PLAIN) and not mode & _SET_ID and not _names_a_link(entry.extra)


def _names_a_link(extra: bytes) -> bool:
    while len(extra) >= 4:  # noqa: PLR2004  two bytes say what it is, two how long
        kind, size = struct.unpack("<HH", extra[:4])
        if kind == _UNIX_EXTRA and size > _PLAIN_EXTRA:
            return True
        extra = extra[4 + size :]
    return False


def _read(archive: zipfile.ZipFile, taken: dict[str, zipfile.ZipInfo]) -> Files:
    """What is really in there, however much was declared."""
    files, room = [], MOST_BYTES
    for name, entry in taken.items():
        parts = []
        with archive.open(entry) as file:
            while part := file.read(_CHUNK):
                parts.append(part)
                room -= len(part)
                if room < 0:
                    raise _too_much()
        files.append((name, b"".join(parts)))
    return files


def _too_much() -> BadFolder:
    sentence = f"The folder holds more than {MOST_BYTES >> 20} MiB once unpacked. Leave out data sets and weights."
    return BadFolder(sentence, too_large=True)


def _without_outer_folder(files: Files) -> Files:
    """Most people pack the folder, some what is in it: both are the same hand-in."""
    while all("/" in name for name, _ in files) and len({name.partition("/")[0] for name, _ in files}) == 1:
        files = [(name.partition("/")[2], data) for name, data in files]
    return files


def _natural(name: str) -> list[tuple[int, int, str]]:
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in re.split(r"(\d+)", name.lower())]


def _shown(name: str) -> str:
    """A name of the student's, safe to repeat."""
    plain = "".join(char if char.isprintable() else "?" for char in name)
    return f"“{plain if len(plain) <= 80 else plain[:80] + '...'}”"  # noqa: PLR2004  enough to know it by
