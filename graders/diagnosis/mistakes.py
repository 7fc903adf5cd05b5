"""A lab's known mistakes, and what this process has learnt about the lab while it graded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graders.diagnosis.aside import Aside
from graders.diagnosis.passing import Plain
from graders.line import Session

# Each file is laid over the ones before it.
Files = list[tuple[str, bytes]]
MakeLocal = Callable[[Files], Session]


@dataclass(frozen=True)
class Mistake:
    """A known wrong solution: only what differs, to be laid over the solution; the hint for who made it."""

    file: str
    hint: str
    source: bytes
    exercise: str


@dataclass
class Known:
    """What holds for one lab version in one process, from grading to grading.

    `dropped` mistakes hung or ended their process; `proven` are checks that the solution passed and need not be asked
    again; `endings` hold how a mistake ended example checks, whose inputs are the same for everyone.
    """

    dropped: set[str] = field(default_factory=set)
    proven: set[tuple[str, str]] = field(default_factory=set)
    endings: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    aside: Aside | None = None

    def helper(self, serve: Callable[[Any], Any], plain: Plain) -> Aside:
        """The process beside this one, begun when it is first needed."""
        if self.aside is None or not self.aside.usable:
            self.aside = Aside(serve, plain)
        return self.aside
