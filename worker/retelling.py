"""What a child says of its failure, told again by us: its words may be inputs in disguise.

Line numbers, exit codes and sizes are kept within bounds; the text of lines and the names that a hand-in defines come
from our own copy of it. What is left of the child's own words, the type and the message of an exception and the names
of attributes, `graders.feedback` shows only where inputs may be shown too.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import Any

from graders.results import Finding, StudentFault, Verdict
from worker.sandbox.inside.definitions import bound_names
from worker.sandbox.inside.intake import Definition, HandIn, examine
from worker.sandbox.inside.objects import _missing  # the same answer as the child's, from names that we read
from worker.sandbox.inside.reading import Cell, read, tree_of
from worker.sandbox.inside.values import Failed

Facts = dict[str, Any]
Files = Sequence[tuple[str, bytes]]

MOST_FRAMES = 20
MOST_ELEMENTS = 10**9
MOST_DIMENSIONS = 8
LONGEST_LINE = 200
PLACES = ("", "output", "torch.nn.Module")
ASSIGNMENTS = ast.Assign | ast.AnnAssign
DEFINING = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class OwnCopy:
    """A hand-in as it was uploaded, read on our side when that is first needed.

    `files` are its code, in the order of loading; `others` the rest of its folder, where it may fail as well. Of a
    hand-in that is run `whole` nothing is dropped. No name is proposed that is among the `wanted` ones: the lab needs
    it itself.
    """

    def __init__(
        self, files: Files, others: Files = (), *, whole: bool = False, wanted: frozenset[str] = frozenset()
    ) -> None:
        self._files = files
        self._wanted = wanted
        self._others = others
        self._whole = whole

    @cached_property
    def source(self) -> str:
        """The definitions of the hand-in as one text. Raises StudentFault UNREADABLE."""
        return "\n".join(hand_in.source for hand_in in self._hand_ins)

    def source_without(self, definitions: Sequence[Definition]) -> str:
        """The same text with these definitions blank, so that every line stays where it is."""
        lines = self.source.split("\n")
        starts = {(file, cell): first for first, file, cell in self._starts}
        for each in definitions:
            start = starts[each.path, each.cell] - 1
            for number in range(each.first, each.last + 1):
                lines[start + number - 1] = ""
        return "\n".join(lines)

    def place(self, line: int) -> Facts:
        """Where a line of `source` stands: in which file, and in a notebook in which cell, at which line of it."""
        before = [start for start in self._starts if start[0] <= line]
        first, file, cell = before[-1] if before else (1, None, None)
        return {"cell": cell, "line": line - first + 1} | self._in_file(file)

    @property
    def unreadable(self) -> dict[str, StudentFault]:
        """Which files cannot be read at all, and why."""
        return {name: found for name, found in self._examined.items() if isinstance(found, StudentFault)}

    @cached_property
    def definitions(self) -> list[Definition]:
        """Every function and class that the hand-in defines at its top level, in order."""
        return [found for hand_in in self._hand_ins for found in hand_in.definitions()]

    @cached_property
    def assigned(self) -> frozenset[str]:
        """What the hand-in sets at its top level, outside of any function, loop or branch."""
        statements = (statement for _, tree in self.texts() for statement in tree.body)
        return frozenset(name for each in statements if isinstance(each, ASSIGNMENTS) for name in bound_names(each))

    @property
    def does_something(self) -> bool:
        """Whether it computes or prints by itself, and does not only define what others call."""
        loose = (each for _, tree in self.texts() for each in tree.body if not isinstance(each, DEFINING))
        return any(isinstance(node, ast.Call | ast.For | ast.While) for each in loose for node in ast.walk(each))

    def texts(self) -> Iterator[tuple[Cell, ast.Module]]:
        """Its cells (a script is one), each with the tree of what is kept of it."""
        for hand_in in self._hand_ins:
            yield from ((cell, tree or _tree(text, cell.file)) for cell, text, tree in hand_in.texts)

    def statements(self, file: str, *, but: frozenset[int]) -> list[tuple[int | None, int]]:
        """Where the statements of a file's top level begin, by cell and line, `but` for those lines of `source`."""
        starts = {(path, cell): first for first, path, cell in self._starts}
        return [
            (cell.number, statement.lineno)
            for cell, tree in self.texts()
            for statement in tree.body
            if cell.path == file and starts[file, cell.number] + statement.lineno - 1 not in but
        ]

    def retold(self, fault: StudentFault, asked: Facts) -> StudentFault:
        """The fault as it may be stored. `asked` are the fields of the request that it answers."""
        told = fault.finding.facts
        match fault.finding.code:
            case "raised":
                facts = self._raised(told)
            case "missing":
                facts = self._missing(told, asked)
            case "unreadable":
                return self._unreadable(asked)
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
    def _examined(self) -> dict[str, HandIn | StudentFault]:
        found: dict[str, HandIn | StudentFault] = {}
        for name, data in self._files:
            try:
                with _unreadable_is_the_students():
                    found[name] = examine(name, data, whole=self._whole)
            except StudentFault as fault:
                found[name] = fault
        return found

    @cached_property
    def _hand_ins(self) -> list[HandIn]:
        """Of the files that can be read. Raises StudentFault when none can."""
        readable = [found for found in self._examined.values() if isinstance(found, HandIn)]
        if not readable:
            raise next(iter(self.unreadable.values()))
        return readable

    @cached_property
    def _starts(self) -> list[tuple[int, str, int | None]]:
        """Where in `source` each cell or script begins."""
        starts: list[tuple[int, str, int | None]] = []
        lines = 0
        for hand_in in self._hand_ins:
            file = hand_in.texts[0][0].path
            starts += [(lines + cell["line"], file, cell["cell"]) for cell in hand_in.cells] or [
                (lines + 1, file, None)
            ]
            lines += hand_in.source.count("\n") + 1
        return starts

    @cached_property
    def _lines(self) -> dict[tuple[str, int | None], list[str]]:
        """By file and cell; a script is one cell without a number."""
        lines = {}
        for name, data in (*self._files, *self._others):
            with suppress(Failed):  # what cannot be read has no lines
                lines.update({(name, cell.number): cell.text.split("\n") for cell in read(name, data)})
        return lines

    def lines_of(self, file: str) -> list[tuple[int | None, str]]:
        """The text of a script, or of each code cell of a notebook with its number; none of what cannot be read."""
        return [(cell, "\n".join(lines)) for (name, cell), lines in self._lines.items() if name == file]

    def _in_file(self, name: str | None) -> Facts:
        """The name of a file is told where there are several."""
        return {"file": name} if name and len(self._files) + len(self._others) > 1 else {}

    def _raised(self, told: Facts) -> Facts:
        _ = self._hand_ins  # nothing else is told of a file that cannot be read
        frames = told.get("frames")
        placed = [self._place(frame) for frame in (frames if type(frames) is list else [])[-MOST_FRAMES:]]
        place = self._place(told)
        return {
            "type": _text(told.get("type")),
            "message": _text(told.get("message")),
            "line": place["line"],
            "cell": place["cell"],
            **({"file": place["file"]} if "file" in place else {}),
            "source_line": place["text"],
            "frames": [frame for frame in placed if frame["line"] is not None],
        }

    def _place(self, told: Any) -> Facts:
        """A line that our own copy has, with its text there; no line when it has no such one."""
        line, cell, file = (told.get("line"), told.get("cell"), told.get("file")) if type(told) is dict else (None,) * 3
        file = file if type(file) is str else self._files[0][0]
        lines = self._lines.get((file, cell), []) if cell is None or type(cell) is int else []
        if type(line) is not int or not 1 <= line <= len(lines):
            return {"line": None, "cell": None, "text": ""}
        return {"line": line, "cell": cell, "text": lines[line - 1].strip()[:LONGEST_LINE]} | self._in_file(file)

    def spot(self, told: Any) -> Facts | None:
        """A place that the child tells, if our own copy has it."""
        found = self._place(told)
        return None if found["line"] is None else found

    def _missing(self, told: Facts, asked: Facts) -> Facts:
        name = _text(asked.get("name"))
        if "handle" in asked:
            return {"name": name, "defined": [], "nearest": _text(told.get("nearest")) or None}
        bound = (name for _, tree in self.texts() for statement in tree.body for name in bound_names(statement))
        defined = list(dict.fromkeys(bound))
        nearest = _missing(name, [each for each in defined if each not in self._wanted])["nearest"]
        return {**_missing(name, defined), "nearest": nearest}

    def _unreadable(self, asked: Facts) -> StudentFault:
        """Whether a file can be read is for us to say."""
        faults = self.unreadable
        whole = next(iter(faults.values())) if len(faults) == len(self._files) else None
        fault = faults.get(_text(asked.get("name"))) or whole
        facts = {"reason": "it called a readable file unreadable"}
        return fault or StudentFault(Verdict.NO_RESULT, Finding(code="garbled", facts=facts))


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
