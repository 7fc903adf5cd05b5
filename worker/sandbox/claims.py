"""What a child may say of its own failures: none of it can earn points, and a limit is for us to find.

Every fact is checked before anybody builds a sentence from it, for student code chooses them in the end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graders.results import Verdict

_TEXT = 2000
_ITEMS = 1000
_INTEGERS = 2**63  # more is no line, size or index, and more digits than JSON may write
_REASONS = frozenset({"empty", "binary", "encoding", "not_a_notebook", "no_code", "syntax", "too_large"})
_UNITS = frozenset({"bytes of code", "names, numbers and signs of code", "lists and objects"})
_ABSENCES = frozenset({"missing", "outside", "not_plain"})

Reader = Callable[[Any], Any]


class Unfit(Exception):
    """A fact is not what its code promises."""


def believed(verdict: Any, code: Any, facts: dict[Any, Any]) -> dict[str, Any]:
    """The facts that the code has, as a database stores them; what else was told is left out. Raises Unfit."""
    if type(code) is not str or type(verdict) is not str or code not in _CLAIMS or _CLAIMS[code][0] != verdict:
        raise Unfit("it claimed a verdict that is not its own")
    found = _mapping(_CLAIMS[code][1])(facts)
    if found.get("reason") == "too_large":
        found |= _mapping({"size": _integer, "limit": _integer, "unit": _one_of(_UNITS)})(facts)
    return found


def _mapping(fields: dict[str, Reader]) -> Callable[[Any], dict[str, Any]]:
    def read(value: Any) -> dict[str, Any]:
        if type(value) is not dict or not fields.keys() <= value.keys():
            raise Unfit("it failed without saying how")
        return {name: reader(value[name]) for name, reader in fields.items()}

    return read


def _list(reader: Reader) -> Reader:
    def read(value: Any) -> list[Any]:
        if type(value) is not list:
            raise Unfit("it failed without saying how")
        return [reader(item) for item in value[:_ITEMS]]

    return read


def _optional(reader: Reader) -> Reader:
    return lambda value: None if value is None else reader(value)


def _text(value: Any) -> str:
    if type(value) is not str:
        raise Unfit("it failed without saying how")
    return value[:_TEXT].encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def _integer(value: Any) -> int:
    if type(value) is not int or not -_INTEGERS <= value < _INTEGERS:
        raise Unfit("it told a number that is none")
    return value


def _exit_code(value: Any) -> int:
    """The byte that the system would keep."""
    return _integer(value) & 0xFF


def _one_of(words: frozenset[str]) -> Reader:
    def read(value: Any) -> str:
        if type(value) is not str or value not in words:
            raise Unfit("it failed without saying how")
        return value

    return read


_PLACE: dict[str, Reader] = {"line": _optional(_integer), "cell": _optional(_integer)}
_IN_FILE: dict[str, Reader] = {**_PLACE, "file": _optional(_text)}
_FRAME = _mapping({**_IN_FILE, "function": _text, "text": _text})
_CLAIMS: dict[str, tuple[Verdict, dict[str, Reader]]] = {
    "missing": (Verdict.MISSING, {"name": _text, "defined": _list(_text), "nearest": _optional(_text)}),
    "raised": (
        Verdict.CRASH,
        {"type": _text, "message": _text, **_IN_FILE, "source_line": _text, "frames": _list(_FRAME)},
    ),
    "not_data": (Verdict.INVALID, {"type": _text, "where": _text}),
    "too_large": (Verdict.INVALID, {"elements": _integer, "limit": _integer}),
    "ended": (Verdict.NO_RESULT, {"exit_code": _exit_code}),
    "unreadable": (Verdict.UNREADABLE, {"reason": _one_of(_REASONS), **_PLACE, "message": _text}),
    "no_gradient": (Verdict.WRONG, {"where": _text}),
    "no_file": (Verdict.WRONG, {"name": _text, "reason": _one_of(_ABSENCES)}),
    "shape": (Verdict.WRONG, {"got_shape": _list(_integer), "want_shape": _list(_integer), "where": _text}),
}
