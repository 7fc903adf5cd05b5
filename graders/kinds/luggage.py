"""How much data a hand-in brings along: weights from home, or a table of answers, have to stand somewhere in it.

Measured is all that the student's process is given, by our own reading: literals and other files, comments and
docstrings, and the code as a whole, since names and spaces can spell out numbers as well. A network that reads digits
fits in a few kilobytes, so this bounds what can be brought and does not prove that nothing was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from graders.results import Finding, StudentFault, Verdict
from graders.student import Student

MOST_KB = 32.0
KB = 1024
# As multiples of what literals may hold: honest labs explain more than they list, and calculate more than they explain.
COMMENTS = 2
CODE = 8
# A comment, or a text that begins a line, as docstrings do; any other text or number.
_PART = re.compile(
    r"""(?P<comments>\#[^\n]*+
    |(?m:^)[ \t]*+[a-zA-Z]{0,2}+(?:\"{3}(?:[^"\\]++|\\.|"(?!""))*+(?:\"{3})?|'{3}(?:[^'\\]++|\\.|'(?!''))*+(?:'{3})?))
    |(?P<literals>\"{3}(?:[^"\\]++|\\.|"(?!""))*+(?:\"{3})?|'{3}(?:[^'\\]++|\\.|'(?!''))*+(?:'{3})?
    |"(?:[^"\\\n]++|\\.)*+"?|'(?:[^'\\\n]++|\\.)*+'?|(?<!\w)\.?\d[\w.]*+)""",
    re.DOTALL | re.VERBOSE,
)


class Part(NamedTuple):
    """Some bytes of the hand-in: of which kind, how many, and where they begin."""

    kind: str
    size: int
    file: str | None
    cell: int | None
    line: int | None


def prove_light(student: Student, most_kb: float) -> None:
    """Raises POLICY, with the place of the greatest part, where the hand-in brings more than this."""
    parts = list(_parts(student))
    for kind, factor in (("literals", 1), ("comments", COMMENTS), ("code", CODE)):
        mine = [part for part in parts if part.kind == kind]
        size = sum(part.size for part in mine)
        if size > most_kb * factor * KB:
            raise StudentFault(Verdict.POLICY, _finding(kind, size, most_kb * factor, mine))


def _finding(kind: str, size: int, most_kb: float, parts: list[Part]) -> Finding:
    largest = max(parts, key=lambda part: part.size)
    facts: dict[str, Any] = {"kind": kind, "kb": round(size / KB, 1), "most_kb": most_kb, "cell": largest.cell}
    facts |= {"line": largest.line, "largest_kb": round(largest.size / KB, 1)}
    return Finding(code="luggage", facts=facts | ({"file": largest.file} if largest.file else {}))


def _parts(student: Student) -> Iterator[Part]:
    for piece in student.pieces:
        if piece.text is None:
            yield Part("literals", piece.size, piece.file, None, None)
            continue
        yield Part("code", len(piece.text.encode()), piece.file, piece.cell, 1)
        for found in _PART.finditer(piece.text):
            line = piece.text.count("\n", 0, found.start()) + 1 if len(found[0]) > KB else 1
            yield Part(str(found.lastgroup), len(found[0].encode()), piece.file, piece.cell, line)
