"""The line to a student's process, as all parts of one check share it, and what is raised when an expectation fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from graders.results import Artifact, Finding, LabFault, ServiceFault, StudentFault, Verdict

MOST_ARTIFACTS = 16


class Piece(NamedTuple):
    """A part of what a student's process is given: the text of a script or of a notebook's cell, another file's size.

    `file` names it where the hand-in has several.
    """

    file: str | None
    cell: int | None
    text: str | None
    size: int


class Session(Protocol):
    """A line to the student's code, wherever it runs. Raises StudentFault for what the student's code does."""

    def request(self, op: str, *, timeout_s: float | None = None, **fields: Any) -> Any: ...

    def fresh(self) -> Session:
        """The same hand-in in a new process that shares nothing with this one."""
        ...

    def only(self, lines: frozenset[int]) -> Session:
        """As `fresh`, but only the top-level statements of `source` that begin at these lines are carried out."""
        ...

    def given(self, values: Mapping[str, Any]) -> Session:
        """As `fresh`, but where its files, run whole, first set one of these names, they are given these numbers."""
        ...

    def revive(self) -> None:
        """Replaces a process that died or was killed by a new one with the hand-in loaded; nothing when it lives."""
        ...

    def leave(self) -> None:
        """Ends every process, with what it knew; what it printed is kept. The next request gets a fresh one.

        Whoever asks for process after process leaves each: a worker has few, and two gradings that wait for one more
        while each keeps its own wait for ever.
        """
        ...

    def limit_reached(self) -> StudentFault | None:
        """The limit that the hand-in has run into, whatever it made of it: why a check failed that was failed now."""
        ...

    def alternatives(self, names: frozenset[str]) -> Iterator[None]:
        """Puts each earlier definition of these names in force that the hand-in defines more than once.

        Where the caller stops, it stays; after the end the last definition is in force again.
        """
        ...

    def run(self) -> str:
        """What the hand-in printed while its files ran whole; nothing where only its definitions are loaded."""
        ...

    @property
    def whole(self) -> bool:
        """Whether the files that answer this exercise are run whole, as they were handed in."""
        ...

    @property
    def stopped(self) -> bool:
        """Whether a script that was run whole raised before its end. A notebook goes on behind a failing cell."""
        ...

    def note_drawn(self) -> None:
        """From now on the process may remember inputs that nobody may see."""
        ...

    def may_tell(self, *, failed: bool) -> bool:
        """Whether what an example check shows now, a message or printed text, could hold such inputs."""
        ...

    def take_output(self) -> str:
        """What the hand-in printed since this was asked last."""
        ...

    def restart(self) -> None:
        """A new process with the hand-in loaded; what the old one knew or printed is gone."""
        ...

    @property
    def source(self) -> str:
        """The definitions of the hand-in as one text, notebook cells joined."""
        ...

    @property
    def pieces(self) -> list[Piece]:
        """All that the process is given of the hand-in, what `source` leaves out and files beside the code included."""
        ...

    def place(self, line: int) -> dict[str, int | None]:
        """Where a line of `source` stands in the hand-in: `{"cell": 3, "line": 12}`; in a script the cell is None."""
        ...


class Asked(NamedTuple):
    """An operation that was asked of the hand-in, with its fields: the arguments of a call, for one."""

    op: str
    fields: dict[str, Any]


class Compared(NamedTuple):
    """A value that was compared: which of which function, what came, what is right, what had been asked for it."""

    function: str
    subject: str
    got: Any
    want: Any
    asked: Asked | None


class Mismatch(StudentFault):
    """An expectation did not hold. What is beside the finding serves the diagnosis alone.

    `ordinal` says which expectation of the check it was; `want` and `asked` are known where a value was compared.
    """

    def __init__(
        self, finding: Finding, got: Any, ordinal: int, *, want: Any = None, asked: Asked | None = None
    ) -> None:
        super().__init__(Verdict.INVALID if finding.code == "not_data" else Verdict.WRONG, finding)
        self.got = got
        self.ordinal = ordinal
        self.want = want
        self.asked = asked
        # Answers that would explain this one, from a check that knows how the reference came to its own.
        self.rivals: Sequence[Any] = ()


class Line:
    """What all parts of one check share: the session, its time limit, the device, the count of expectations."""

    def __init__(self, session: Session, call_s: float | None, device: str) -> None:
        self.session = session
        self.call_s = call_s
        self.device = device
        self.expectations = 0
        self.artifacts: list[Artifact] = []
        self.asked: Asked | None = None
        # While somebody listens nothing is judged: all that would be compared is written down.
        self.overheard: list[Compared] | None = None

    def ask(self, op: str, **fields: Any) -> Any:
        self.asked = Asked(op, fields)
        try:
            return self.session.request(op, timeout_s=self.call_s, **fields)
        except (StudentFault, LabFault, ServiceFault):
            raise
        # Whatever else the line raises is a fault of the service: it must never read as the lab's or the student's.
        except Exception as error:
            raise ServiceFault(f"the line to the student's process failed: {type(error).__name__}: {error}") from error

    def attach(self, name: str, ending: str, media_type: str, data: bytes) -> None:
        """Something for people to look at beside the verdict, named for what it is and its place among them."""
        if len(self.artifacts) < MOST_ARTIFACTS:
            numbered = f"{name}-{len(self.artifacts) + 1}.{ending}"
            self.artifacts.append(Artifact(name=numbered, media_type=media_type, data=data))

    def elsewhere(self) -> Line:
        return self._beside(self.session.fresh())

    def given(self, values: Mapping[str, Any]) -> Line:
        return self._beside(self.session.given(values))

    def only(self, lines: frozenset[int]) -> Line:
        return self._beside(self.session.only(lines))

    def _beside(self, session: Session) -> Line:
        other = Line(session, self.call_s, self.device)
        # One count over all processes of a check, so that an ordinal still names one expectation.
        other.expectations = self.expectations + 1000
        other.artifacts = self.artifacts
        other.overheard = self.overheard
        return other
