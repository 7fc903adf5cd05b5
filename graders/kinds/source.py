"""Rules over the student's source, by its syntax tree on our side: a mention in a comment or docstring is no use.

Policy, not security: a student who hides a call well enough breaks the rule unseen, but still has to be right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from graders.kinds.syntax import SYNTAX, covers, read
from graders.results import Finding, LabFault, StudentFault, Verdict
from graders.student import Student

LONGEST_LINE = 200


class Use(NamedTuple):
    """Where a name or a kind of syntax is used: line and text of the source, and the definition that uses it."""

    line: int
    name: str
    text: str
    inside: str


class Lack(NamedTuple):
    """What a function does not use, and the line where it begins."""

    line: int
    name: str
    inside: str


@dataclass(frozen=True)
class Rule:
    """Names and kinds of syntax that these functions must, or must not, use; helpers that they call count with them."""

    names: tuple[str, ...]
    syntax: tuple[str, ...]
    functions: tuple[str, ...]

    def __post_init__(self) -> None:
        unknown = [kind for kind in self.syntax if kind not in SYNTAX]
        if unknown:
            raise LabFault(f"syntax={unknown[0]!r} is not known here; use {', '.join(map(repr, SYNTAX))}")
        if not self.names and not self.syntax:
            raise LabFault('this rule is about nothing; give it names, such as "backward", or syntax=("loops",)')

    def forbidden(self, student: Student, _solution: Any, _draw: Any) -> None:
        """The check that the functions do without."""
        with unreadable_is_the_students():
            use = uses(student.source, self.names, self.functions, self.syntax)
        if use:
            facts = {**use._asdict(), **student.place(use.line)}
            raise StudentFault(Verdict.POLICY, Finding(code="forbidden", facts=facts))

    def required(self, student: Student, _solution: Any, _draw: Any) -> None:
        """The check that each function uses them all. Whether it is defined at all is for other checks to say."""
        with unreadable_is_the_students():
            lack = lacks(student.source, self.names, self.functions, self.syntax)
        if lack:
            facts = {**lack._asdict(), **student.place(lack.line)}
            raise StudentFault(Verdict.POLICY, Finding(code="required", facts=facts))


def uses(text: str, names: Sequence[str], in_functions: Sequence[str] = (), syntax: Sequence[str] = ()) -> Use | None:
    """The first use of one of these in the functions (or anywhere) or in helpers of the same source they call.

    A use is an attribute, a plain name, an import, a keyword argument, or the name as text given to a call, as in
    getattr(y, "backward"). A dotted name such as "torch.autograd.grad" is used where its whole chain is.
    """
    source = read(text)
    for inside, part in source.parts(in_functions) if in_functions else [("", source.tree)]:
        found = [(line, name) for line, what in source.mentions(part) for name in names if covers(name, what)]
        found += source.syntax(part, syntax)
        if found:
            line, name = min(found, key=lambda use: use[0])
            return Use(line, name, text.splitlines()[line - 1].strip()[:LONGEST_LINE], inside)
    return None


def lacks(text: str, names: Sequence[str], functions: Sequence[str], syntax: Sequence[str] = ()) -> Lack | None:
    """The first function that does not use one of these: neither an import nor a word in a text is a use.

    Of a function that is defined more than once, each definition that may be in force must.
    """
    source = read(text)
    for function in functions:
        for parts in source.written_out(function):
            used = {what for part in parts for _, what in source.references(part)}
            written = {kind for part in parts for _, kind in source.syntax(part, syntax)}
            absent = [name for name in names if not any(covers(name, what) for what in used)]
            absent += [kind for kind in syntax if kind not in written]
            if absent:
                return Lack(parts[0].lineno, absent[0], function)
    return None


@contextmanager
def unreadable_is_the_students() -> Iterator[None]:
    try:
        yield
    except (SyntaxError, ValueError) as error:
        facts = {"reason": "syntax", "line": getattr(error, "lineno", None), "cell": None, "message": str(error)}
        raise StudentFault(Verdict.UNREADABLE, Finding(code="unreadable", facts=facts)) from error
