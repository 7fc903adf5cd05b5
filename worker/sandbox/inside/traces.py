"""Where the student's code failed, told in the student's own frames only."""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Mapping
from typing import Any, NamedTuple

from .values import clean, type_name

FRAMES = 20


class Place(NamedTuple):
    """A file of the hand-in, and the notebook cell in it."""

    file: str
    cell: int | None


Files = Mapping[str | None, Place]  # by their names in tracebacks


def describe(error: BaseException, files: Files) -> dict[str, Any]:
    """The facts of `raised`."""
    frames = _frames(error, files)
    last = frames[-1] if frames else _place_of_syntax_error(error, files)
    return {
        "type": type_name(error),
        "message": _message(error),
        "line": last["line"],
        "cell": last["cell"],
        "file": last["file"],
        "source_line": last["text"],
        "frames": frames[-FRAMES:],
    }


def remember_lines(file: str, text: str) -> None:
    """So that tracebacks and `inspect.getsource` find the lines of a file that is on no disk."""
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)


def _message(error: BaseException) -> str:
    try:
        return clean(str(error))
    except BaseException:  # noqa: BLE001  the student's own `__str__` may raise anything
        return ""


def _frames(error: BaseException, files: Files) -> list[dict[str, Any]]:
    return [
        {
            "line": line,
            **files[frame.f_code.co_filename]._asdict(),
            "function": clean(frame.f_code.co_name, 200),
            "text": clean(linecache.getline(frame.f_code.co_filename, line).strip(), 200),
        }
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename in files
    ]


def _place_of_syntax_error(error: BaseException, files: Files) -> dict[str, Any]:
    if not isinstance(error, SyntaxError) or error.filename not in files:
        return {"line": None, "cell": None, "file": None, "text": ""}
    text = linecache.getline(str(error.filename), error.lineno or 0).strip()
    return {"line": error.lineno, **files[error.filename]._asdict(), "text": clean(text, 200)}
