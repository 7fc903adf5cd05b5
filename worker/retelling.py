"""What a child says of its failure, told again by us: its words may be inputs in disguise.

Line numbers, exit codes and sizes are kept within bounds; the text of lines and the names that a hand-in defines come
from our own copy of it. What is left of the child's own words, the type and the message of an exception and the names
of attributes, `graders.feedback` shows only where inputs may be shown too.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from graders.results import Finding, StudentFault, Verdict
from worker.sandbox.inside.definitions import bound_names
from worker.sandbox.inside.intake import HandIn, examine
from worker.sandbox.inside.objects import _missing  # the same answer as the child's, from names that we read
from worker.sandbox.inside.reading import read, tree_of
from worker.sandbox.inside.values import Failed

Facts = dict[str, Any]

MOST_FRAMES = 20
MOST_ELEMENTS = 10**9
MOST_DIMENSIONS = 8
LONGEST_LINE = 200
PLACES = ("", "output", "torch.nn.Module")


class OwnCopy:
    """A hand-in as it was uploaded, read on our side when that is first needed."""

    def __init__(self, name: str, data: bytes) -> None:
        self._file = (name, data)

    @property
    def source(self) -> str:
        """The definitions of the hand-in as one text. Raises StudentFault UNREADABLE."""
        return self._hand_in.source

    def place(self, line: int) -> dict[str, int | None]:
        """Where a line of `source` stands: in a notebook in which cell, at which line of it."""
        before = [cell for cell in self._hand_in.cells if cell["line"] <= line]
        if not before:
            return {"cell": None, "line": line}
        return {"cell": before[-1]["cell"], "line": line - before[-1]["line"] + 1}

    def retold(self, fault: StudentFault, asked: Facts) -> StudentFault:
        """The fault as it may be stored. `asked` are the fields of the request that it answers."""
        told = fault.finding.facts
        match fault.finding.code:
            case "raised":
                facts = self._raised(told)
            case "missing":
                facts = self._missing(told, asked)
            case "unreadable":
                return self._unreadable()
            case "not_data":
                where = told.get("where")
                facts = {"type": _text(told.get("type")), "where": where if where in PLACES else ""}
            case "too_large":
                facts = {name: _bounded(told.get(name)) for name in ("elements", "limit")}
            case "ended":
                code = told.get("exit_code")
                facts = {"exit_code": code & 0xFF if type(code) is int else None}
            case "no_gradient":
                facts = {"where": "output"}
            case "no_file":
                facts = {"name": _text(asked.get("name")), "reason": told["reason"]}
            case "shape":
                wanted = list(getattr(asked.get("weights"), "shape", ()))
                facts = {"where": "", "got_shape": _shape(told.get("got_shape")), "want_shape": wanted}
            case _:  # limits, signals and garbled answers are findings of our own
                return fault
        return StudentFault(fault.verdict, Finding(code=fault.finding.code, facts=facts))

    @cached_property
    def _hand_in(self) -> HandIn:
        with _unreadable_is_the_students():
            return examine(*self._file)

    @cached_property
    def _lines(self) -> dict[int | None, list[str]]:
        """Cell by cell; the lines of a script are under None."""
        with _unreadable_is_the_students():
            return {cell.number: cell.text.split("\n") for cell in read(*self._file)}

    def _raised(self, told: Facts) -> Facts:
        frames = told.get("frames")
        placed = [self._place(frame) for frame in (frames if type(frames) is list else [])[-MOST_FRAMES:]]
        place = self._place(told)
        return {
            "type": _text(told.get("type")),
            "message": _text(told.get("message")),
            "line": place["line"],
            "cell": place["cell"],
            "source_line": place["text"],
            "frames": [frame for frame in placed if frame["line"] is not None],
        }

    def _place(self, told: Any) -> Facts:
        """A line that our own copy has, with its text there; no line when it has no such one."""
        line, cell = (told.get("line"), told.get("cell")) if type(told) is dict else (None, None)
        lines = self._lines.get(cell, []) if cell is None or type(cell) is int else []
        if type(line) is not int or not 1 <= line <= len(lines):
            return {"line": None, "cell": None, "text": ""}
        return {"line": line, "cell": cell, "text": lines[line - 1].strip()[:LONGEST_LINE]}

    def _missing(self, told: Facts, asked: Facts) -> Facts:
        name = _text(asked.get("name"))
        if "handle" in asked:
            return {"name": name, "defined": [], "nearest": _text(told.get("nearest")) or None}
        trees = (tree or _tree(text, cell.file) for cell, text, tree in self._hand_in.texts)
        bound = (name for tree in trees for statement in tree.body for name in bound_names(statement))
        return _missing(name, list(dict.fromkeys(bound)))

    def _unreadable(self) -> StudentFault:
        """Whether a hand-in can be read is for us to say."""
        try:
            _ = self._hand_in
        except StudentFault as fault:
            return fault
        reason = "it called a readable file unreadable"
        return StudentFault(Verdict.NO_RESULT, Finding(code="garbled", facts={"reason": reason}))


@contextmanager
def _unreadable_is_the_students() -> Iterator[None]:
    try:
        yield
    except Failed as failed:
        raise StudentFault(Verdict(failed.verdict), Finding(code=failed.code, facts=failed.facts)) from None


def _tree(text: str, file: str) -> ast.Module:
    """No names are told of code that cannot be read once it was cut to its definitions."""
    try:
        return tree_of(text, file)
    except SyntaxError:
        return ast.Module([], type_ignores=[])


def _text(told: Any) -> str:
    return told if type(told) is str else ""


def _bounded(told: Any) -> int:
    return min(max(told, 0), MOST_ELEMENTS) if type(told) is int else 0


def _shape(told: Any) -> list[int]:
    """The shape of a tensor that could have been returned; else none."""
    sizes = told if type(told) is list and len(told) <= MOST_DIMENSIONS else []
    plausible = all(type(size) is int and size >= 0 for size in sizes)
    return sizes if plausible and math.prod(max(size, 1) for size in sizes) <= MOST_ELEMENTS else []
