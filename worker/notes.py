"""What is said about a hand-in as a whole and takes no points. Each note is built from our own copy of the hand-in.

The child's word is taken for two things only: which lines failed while it was loaded, before any input arrived, and at
which lines PyTorch warned. Both must be lines that our own copy has.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeGuard

from graders.results import Finding, StudentFault
from worker.loading import Work
from worker.retelling import OwnCopy
from worker.sandbox.inside.intake import Definition
from worker.sandbox.inside.reading import Cell

MOST = 10
MOST_TOLD = 50
MOST_WARNED = 3  # a process that has met secret inputs chooses these lines
LONGEST_MESSAGE = 300
# The data sets of torchvision that inside/substitutes.py has a stand-in for.
SUBSTITUTED = ("MNIST",)
ASKS = "is_available"


class Graded(NamedTuple):
    """An exercise that is done: the names that its checks use, and the work as it was at its end."""

    title: str
    uses: frozenset[str]
    work: Work


class Notes:
    """Collects the notes of one grading, each once."""

    def __init__(self) -> None:
        self._found: list[Finding] = []

    @property
    def found(self) -> list[Finding]:
        return self._found[:MOST]

    def broken(self, fault: StudentFault) -> None:
        """A hand-in that cannot be read is said once, above all its exercises."""
        if fault.finding.code == "unreadable":
            self._add("unreadable", fault.finding.facts)

    def of_file(self, work: Work) -> None:
        """What the source alone tells."""
        for name, fault in work.own_copy.unreadable.items():
            if len(work.sources) > 1:
                self._add("unreadable_file", {**fault.finding.facts, "file": name})
            else:
                self.broken(fault)
        if len(work.own_copy.unreadable) == len(work.sources):
            return
        texts = list(work.own_copy.texts())
        # Who asks for the GPU first runs on the CPU by design, and need not be told.
        asks = any(ASKS in cell.text for cell, _ in texts)
        for cell, tree in texts:
            if any(word in cell.text for word in ("cuda", *SUBSTITUTED)):
                for node in ast.walk(tree):
                    self._of_node(work.own_copy, cell, node, asks=asks)

    def problems(self, work: Work, told: Any) -> None:
        """Statements that failed while the definitions were loaded, or cells of a run."""
        problems = told.get("problems") if type(told) is dict else None
        for problem in (problems if type(problems) is list else [])[:MOST_TOLD]:
            place = work.own_copy.spot(problem)
            if place is not None:
                type_, message = (_text(problem.get(name), LONGEST_MESSAGE) for name in ("type", "message"))
                self._add("failed", {**place, "type": type_, "message": message, "whole": work.whole})

    def warned(self, work: Work, told: Any) -> None:
        for place in (told if type(told) is list else [])[:MOST_TOLD]:
            found = work.own_copy.spot(place)
            warned = sum(note.code == "broadcast" for note in self._found)
            if found is not None and warned < MOST_WARNED:
                self._add("broadcast", found)

    def repeated(self, graded: Sequence[Graded]) -> None:
        """Names that exercises ask for and that the hand-in defines more than once; which definition was graded.

        Said when all exercises are done: only where they differ, each note says of which of them it speaks.
        """
        found: dict[tuple[Any, ...], dict[tuple[Any, ...], list[str]]] = {}
        facts: dict[tuple[Any, ...], dict[str, Any]] = {}
        for each in graded:
            for (owner, name), places in each.work.repeated.items():
                if (owner or name) in each.uses:
                    one = each.work.graded(places)
                    names = tuple(file for file, _ in each.work.sources)
                    key = (names, owner, name, one.path, one.cell, one.line)
                    found.setdefault(key[:3], {}).setdefault(key, []).append(each.title)
                    facts[key] = _repeated(places, one)
        for ways in found.values():
            for key, titles in ways.items():
                self._add("repeated", facts[key] | ({"exercises": titles} if len(ways) > 1 else {}))

    def as_handed_in(self, titles: Sequence[str]) -> None:
        """Which exercises were graded on the weaker road, where the lab takes both."""
        if titles:
            self._add("as_handed_in", {"exercises": list(titles)})

    def _of_node(self, own_copy: OwnCopy, cell: Cell, node: ast.AST, *, asks: bool) -> None:
        if _names_a_gpu(node) and not asks:
            self._once("cuda", own_copy, cell, node.lineno)
        elif isinstance(node, ast.Call) and (called := _called(node)) in SUBSTITUTED:
            self._once("stand_in", own_copy, cell, node.lineno, name=called)

    def _once(self, code: str, own_copy: OwnCopy, cell: Cell, line: int, **facts: Any) -> None:
        """Of many lines the first is enough."""
        place = own_copy.spot({"line": line, "cell": cell.number, "file": cell.path})
        if place is not None and not any(note.code == code for note in self._found):
            self._add(code, {**place, **facts})

    def _add(self, code: str, facts: dict[str, Any]) -> None:
        note = Finding(code=code, facts=facts)
        if note not in self._found:
            self._found.append(note)


def _names_a_gpu(node: ast.AST) -> TypeGuard[ast.expr]:
    if isinstance(node, ast.Constant):
        return type(node.value) is str and node.value.partition(":")[0] == "cuda"
    return isinstance(node, ast.Call) and _called(node) == "cuda"


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _repeated(places: list[Definition], graded: Definition) -> dict[str, Any]:
    name = f"{graded.owner}.{graded.name}" if graded.owner else graded.name
    facts = {"name": name, "count": len(places), "cell": graded.cell, "line": graded.line}
    file = {"file": graded.path} if len({each.path for each in places}) > 1 else {}
    return {**facts, "last": graded == places[-1], **file}


def _text(told: Any, most: int) -> str:
    return told[:most].encode("utf-8", "replace").decode().replace("\0", "") if type(told) is str else ""
