"""What happens aside: the solution and the known mistakes go through the checks that a student's code went through.

One mistake walks in one session, as what a function remembers between calls is part of the mistake. It stops where it
parts from the student: where it fails a check that the student passed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import torch

from graders.checks import LoadedLab, place_of
from graders.compare import is_data
from graders.diagnosis.mistakes import Files, MakeLocal
from graders.diagnosis.passing import Plain
from graders.diagnosis.probes import Probed
from graders.draw import Draw
from graders.kinds.functions import copied
from graders.language import Check
from graders.line import Compared, Line, Session
from graders.results import ServiceFault, StudentFault
from graders.student import Student


class Step(NamedTuple):
    """A check on inputs of this seed, and whether the student's code passed it."""

    check: str
    seed: bytes
    passed: bool


class Broke(NamedTuple):
    """The check itself raised, over what it was given."""

    place: str
    kind: str
    message: str


Ending = StudentFault | Broke | None


class Follow(NamedTuple):
    """How does this mistake end each step from `since` on? `way` numbers the students' ways through an exercise."""

    way: int
    exercise: str
    file: str
    steps: tuple[Step, ...]
    since: int


class Prove(NamedTuple):
    """Does the solution pass this check?"""

    exercise: str
    step: Step


class Hear(NamedTuple):
    """What would this check compare of the mistake? Names of functions, and the values that come of them."""

    exercise: str
    file: str
    step: Step


class Recompute(NamedTuple):
    """What does the reference's function of this name answer to each of these calls?"""

    function: str
    calls: tuple[tuple[Any, ...], ...]


class Probe(NamedTuple):
    """How does the short training of this check end for the mistake?"""

    exercise: str
    file: str
    check: str
    seed: bytes


# What passes between the two processes.
TOLD = Plain(Step, Broke, Follow, Prove, Hear, Recompute, Probe, Probed)


@dataclass
class Walk:
    """One hand-in's way through the checks, as far as it has come."""

    files: Files
    session: Session | None = None
    endings: list[Ending] = field(default_factory=list)
    parted: bool = False


class Walkers:
    """Lives aside and answers there."""

    def __init__(self, loaded: LoadedLab, make_local: MakeLocal) -> None:
        self._loaded = loaded
        self._make_local = make_local
        self._walks: dict[str, Walk] = {}
        self._way = 0
        self._solved: dict[str, Walk] = {}

    def answer(self, question: Follow | Prove | Hear | Recompute | Probe) -> Any:
        match question:
            case Prove():
                return self._prove(question)
            case Hear():
                return self._hear(question)
            case Probe():
                return self._probe(question)
            case Recompute():
                return self._recompute(question)
            case Follow():
                return self._follow(question)

    def _prove(self, question: Prove) -> Ending:
        """Loaded once for all checks; what it may remember of the others must not be held against it."""
        files = self._loaded.solved(question.exercise)
        walk = self._solved.setdefault(files[0][0], Walk(files))
        ending = self._take(walk, question.exercise, question.step)
        if ending is not None:
            walk = self._solved[files[0][0]] = Walk(files)
            ending = self._take(walk, question.exercise, question.step)
        return ending

    def _hear(self, question: Hear) -> list[tuple[str, Any]]:
        check = self._check(question.exercise, question.step.check)
        line = Line(self._make_local(self._files(question)), None, "cpu")
        heard = overheard(check, line, self._loaded.reference, question.step.seed)
        return [(each.function, each.got) for each in heard]

    def _probe(self, question: Probe) -> Any:
        """None when it comes to nothing: such a mistake is not known by its training."""
        check = self._check(question.exercise, question.check)
        if check.probe is None:
            return None
        try:
            student = Student(self._make_local(self._files(question)))
            return check.probe(student, self._loaded.reference, Draw(question.seed))
        # A mistake may break its own training in any way; whether the student's broke too was told by the check.
        except Exception:  # noqa: BLE001
            return None

    def _recompute(self, question: Recompute) -> list[Any]:
        """None where the reference has no such function or raises: it was asked for calls that no author foresaw."""
        function = getattr(self._loaded.reference, question.function, None)
        answers = []
        for call in question.calls:
            try:
                answers.append(detached(function(*copied(call))) if callable(function) else None)
            except Exception:  # noqa: BLE001
                answers.append(None)
        return answers

    def _follow(self, question: Follow) -> list[Ending]:
        if question.way != self._way:
            self._walks, self._way = {}, question.way
        walk = self._walks.setdefault(question.file, Walk(self._files(question)))
        for step in question.steps[len(walk.endings) :]:
            if walk.parted:
                break
            # What is known already is walked again for what a function may remember of it: a rule only reads.
            known = len(walk.endings) < question.since and bool(self._check(question.exercise, step.check).guards)
            ending = None if known else self._take(walk, question.exercise, step)
            walk.endings.append(ending)
            walk.parted = parts(ending, step)
        return walk.endings[question.since :]

    def _check(self, exercise: str, name: str) -> Check:
        return next(check for check in self._loaded.exercises[exercise] if check.name == name)

    def _files(self, question: Follow | Hear | Probe) -> Files:
        mistakes = self._loaded.mistakes[question.exercise]
        source = next(mistake.source for mistake in mistakes if mistake.file == question.file)
        return self._loaded.solved(question.exercise, (question.file, source))

    def _take(self, walk: Walk, exercise: str, step: Step) -> Ending:
        check = self._check(exercise, step.check)
        try:
            walk.session = walk.session or self._make_local(walk.files)
            check.function(Student(walk.session), self._loaded.reference, Draw(step.seed))
        except StudentFault as fault:
            return fault
        # A check may raise anything over what a wrong solution returns; whoever asked knows what that means.
        except Exception as error:  # noqa: BLE001
            return Broke(place_of(error, self._loaded.lab, check), type(error).__name__, str(error))
        return None


def overheard(check: Check, line: Line, reference: Any, seed: bytes) -> list[Compared]:
    """All that the check compares, judged by nobody."""
    line.overheard = []
    try:
        check.function(Student(line.session, line=line), reference, Draw(seed))
    except ServiceFault:
        raise
    # Nothing was judged, so the check went on with wrong values: it may raise anything over them.
    except Exception:  # noqa: BLE001, S110
        pass
    return line.overheard


def detached(value: Any) -> Any:
    """Plain data to be sent, without the graph that made it."""
    if isinstance(value, torch.Tensor):
        return value.detach()
    if isinstance(value, dict):
        return {key: detached(item) for key, item in value.items()}
    if type(value) in {list, tuple}:
        return type(value)(detached(item) for item in value)
    return value if is_data(value) else None


def parts(ending: Ending, step: Step) -> bool:
    """Whether this cannot be the student's way: the check passed for the student, or did not break as it did here."""
    return isinstance(ending, Broke) or (step.passed and ending is not None)
