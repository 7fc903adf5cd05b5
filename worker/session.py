"""The checker's line to a hand-in: a child of the sandbox, loaded when first needed, replaced when it died."""

from __future__ import annotations

import copy
import hashlib
import hmac
import itertools
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from graders.lab import Exercise, Limits
from graders.line import Piece
from graders.results import Finding, StudentFault, Verdict
from worker.loading import Given, Work
from worker.notes import Graded, Notes
from worker.sandbox.client import ChildClient

MOST_RUNS = 3  # times `run_s`, for one exercise: a child that ends during a check takes the run with it
LAST_WORD_S = 1.0


class Children(Protocol):
    """Where children come from and go back to."""

    def acquire(self, limits: Limits) -> ChildClient: ...
    def release(self, child: ChildClient) -> None: ...


def chances(seed: bytes) -> Iterator[int]:
    """For each process of a hand-in, what its random numbers start from.

    They are the student's to see. No input can be computed from them, nor is one of them the seed of a check: the names
    that those derive from have three parts. Two processes start apart, or code that differs from run to run would not
    be found out.
    """
    for number in itertools.count():
        yield int.from_bytes(hmac.digest(seed, f"process\0{number}".encode(), hashlib.sha256)[:7], "big")


@dataclass
class Budget:
    """What all processes of a hand-in may take together in one exercise, by our clock."""

    limit: str  # by which name the student is told that nothing is left
    granted_s: float
    spent_s: float = 0.0

    def left_s(self) -> float:
        """Raises StudentFault when nothing is."""
        if self.spent_s >= self.granted_s:
            raise _out_of_time(self.limit, self.granted_s)
        return self.granted_s - self.spent_s


class SandboxSession:
    """Implements `graders.student.Session`. Not thread safe.

    `call_s` bounds each request, `total_s` all requests of one exercise together, and `run_s` one run of a whole file,
    by our clock. What the hand-in draws at random without a seed of its own starts from `chances`, so that a grading
    can be replayed.
    """

    def __init__(self, children: Children, given: Given, limits: Limits, chances: Iterator[int]) -> None:
        self._children = children
        self._given = given
        self._limits = limits
        self._chances = chances
        self._notes = Notes()
        self._work: Work | None = None
        self._exercise: Exercise | None = None
        self._graded: list[Graded] = []
        self._child: ChildClient | None = None
        self._others: list[SandboxSession] = []
        self._unloadable: StudentFault | None = None
        self._calls, self._runs = _budgets(limits)
        self._output = ""
        self._printed = ""
        self.stopped = False
        self._met_drawn = False

    def request(self, op: str, *, timeout_s: float | None = None, **fields: Any) -> Any:
        """Perform one operation in the child; loads the hand-in first if need be. Raises StudentFault."""
        child = self._loaded_child()
        return self._timed(child, op, timeout_s, fields)

    def run(self) -> str:
        """What the hand-in printed while its files ran whole, before any input arrived."""
        self._loaded_child()
        return self._printed

    @property
    def source(self) -> str:
        """The definitions of the hand-in, read on our side: the child could leave out what a rule forbids."""
        return self._answering().source

    @property
    def pieces(self) -> list[Piece]:
        """By our own reading, as `source`."""
        return self._answering().pieces

    def place(self, line: int) -> dict[str, Any]:
        return self._answering().own_copy.place(line)

    def fresh(self) -> SandboxSession:
        """The same hand-in in another child that shares nothing with this one but the budget."""
        other = copy.copy(self)
        vars(other).update(_child=None, _others=[], _output="", _met_drawn=False)
        self._others.append(other)
        return other

    def only(self, lines: frozenset[int]) -> SandboxSession:
        """As `fresh`, in a child that carries out nothing but the statements beginning at these lines of `source`."""
        other = self.fresh()
        vars(other).update(_work=self._answering().only(lines))
        return other

    def given(self, values: Mapping[str, Any]) -> SandboxSession:
        """As `fresh`, its files run whole with these numbers where they first set the names."""
        work = self._answering().taking(values)
        other = self.fresh()
        vars(other).update(_work=work)
        return other

    @property
    def whole(self) -> bool:
        """Told by our own reading. What cannot be read is told alike on either road."""
        return self._work is not None and self._work.whole

    def revive(self) -> None:
        """Before the next check: forget a child that ended, and every second child."""
        self._close_others()
        if self._child is not None and self._child.ended:
            self._drop_child()

    def leave(self) -> None:
        """Two processes that live at the same time could talk: by locks on files, by the time that they take."""
        self._close_others()
        self._drop_child()

    def limit_reached(self) -> StudentFault | None:
        """Of any process that has a part in this check, by the worker's measure."""
        own = self._child.limit_reached() if self._child else None
        return own or next(filter(None, (other.limit_reached() for other in self._others)), None)

    def alternatives(self, names: frozenset[str]) -> Iterator[None]:
        """Puts each earlier definition of these names in force, in a new child. Where the caller stops, it stays.

        Half of the exercise's time is left to its other checks.
        """
        last, printed = self._work, self.take_output()
        for work in last.alternatives(names) if last is not None and self._unloadable is None else ():
            if self._calls.spent_s > self._calls.granted_s / 2:
                break
            self.restart()
            self._work = work
            yield
        if self._work is not last:
            self.restart()
            self._work = last
        self._output = printed

    def note_drawn(self) -> None:
        self._met_drawn = True

    def may_tell(self, *, failed: bool) -> bool:
        if not self._met_drawn:
            return False
        self._output = self.take_output()
        return failed or bool(self._output)

    def restart(self) -> None:
        self._close_others()
        self._drop_child()
        self._output = ""

    def enter_exercise(self, exercise: Exercise) -> None:
        """Before the next exercise: a new budget, its own limits and files, which may ask for another child."""
        self._remember_graded()
        self._exercise = exercise
        before = (self._limits, self._work)
        self._limits = exercise.limits
        self._calls, self._runs = _budgets(exercise.limits)
        try:
            self._work = self._given.work(exercise)
        except StudentFault as fault:
            self._work, self._unloadable = None, fault
            self._notes.broken(fault)
        if (self._limits, self._work) != before:
            self._drop_child()
            if self._work is not None:
                self._unloadable = None
                self._notes.of_file(self._work)
        self.revive()

    def take_output(self) -> str:
        """What the student's code printed since the last call."""
        printed = self._output + (self._child.take_output() if self._child else "")
        self._output = ""
        return printed

    def close(self) -> list[Finding]:
        """Gives its children back; says what is to be noted about the hand-in."""
        self._remember_graded()
        self._notes.repeated(self._graded)
        if self._given.road == "either":
            self._notes.as_handed_in([each.title for each in self._graded if each.work.whole])
        self._close_others()
        self._drop_child()
        return self._notes.found

    def _answering(self) -> Work:
        """The work of this exercise. Raises StudentFault when no file answers it."""
        if self._work is None:
            assert self._unloadable is not None  # said by enter_exercise
            raise self._unloadable
        return self._work

    def _loaded_child(self) -> ChildClient:
        if self._unloadable is not None:
            raise self._unloadable
        if self._child is None:
            whole_time = self._calls.left_s() >= self._limits.call_s
            self._child = self._children.acquire(self._limits)
            try:
                self._load(self._child, self._answering())
            except StudentFault as fault:
                # What cannot be loaded now cannot be loaded later, unless it only lacked the time that others took.
                self._unloadable = fault if whole_time else None
                raise
        return self._child

    def _load(self, child: ChildClient, work: Work) -> None:
        """File by file. One that cannot be read does not sink the others."""
        unreadable, printed, stopped = [], [], False
        for op, fields in work.steps(next(self._chances)):
            try:
                told = self._timed(child, op, None, fields)
            except StudentFault as fault:
                if fault.verdict is not Verdict.UNREADABLE:
                    raise
                unreadable.append(fault)
            else:
                # What it raises over numbers of ours could tell them.
                if not work.given:
                    self._notes.problems(work, told)
                printed.append(told.get("printed") if type(told) is dict else None)
                stopped |= type(told) is dict and _stops(told.get("problems"))
        if len(unreadable) == len(work.sources):
            raise unreadable[0]
        self._printed = "\n".join(text for text in printed if type(text) is str)
        self.stopped = stopped

    def _timed(self, child: ChildClient, op: str, timeout_s: float | None, fields: dict[str, Any]) -> Any:
        """A whole file has a time of its own, so that what it trains does not eat the time of the checks."""
        if op == "execute":
            limit, limit_s, budget = "run", self._limits.run_s, self._runs
        else:
            limit, limit_s, budget = "call", timeout_s or self._limits.call_s, self._calls
        left_s = budget.left_s()
        started = time.monotonic()
        try:
            return child.request(op, timeout_s=min(limit_s, left_s), **fields)
        except StudentFault as fault:
            if fault.verdict is Verdict.TIMEOUT:
                # The limit as it is written down, and not what happened to be left of it.
                told = (limit, limit_s) if limit_s <= left_s else (budget.limit, budget.granted_s)
                raise _out_of_time(*told) from None
            raise self._answering().own_copy.retold(fault, fields) from None
        finally:
            budget.spent_s += time.monotonic() - started

    def _remember_graded(self) -> None:
        """With which definitions the exercise ended."""
        if self._exercise is not None and self._work is not None and not self._work.own_copy.unreadable:
            uses = self._given.uses.get(self._exercise.name, frozenset())
            self._graded.append(Graded(self._exercise.title, uses, self._work))

    def _close_others(self) -> None:
        for other in self._others:
            other._close_others()  # noqa: SLF001
            other._drop_child()  # noqa: SLF001
            self._output += other._output  # noqa: SLF001
        self._others.clear()

    def _drop_child(self) -> None:
        if self._child is not None:
            self._hear_warnings(self._child)
            self._output += self._child.take_output()
            self._children.release(self._child)
            self._child = None
            self._met_drawn = False

    def _hear_warnings(self, child: ChildClient) -> None:
        """Asked last: what it answers is about lines of the file and nothing else."""
        if not child.ended and self._work is not None:
            with suppress(StudentFault):
                self._notes.warned(self._work, child.request("warned", timeout_s=LAST_WORD_S))


def _stops(problems: Any) -> bool:
    """By the process's own word, which can only explain a verdict: a script, unlike a cell, ends where it raises."""
    return type(problems) is list and any(type(each) is dict and each.get("cell") is None for each in problems)


def _budgets(limits: Limits) -> tuple[Budget, Budget]:
    return Budget("exercise", limits.total_s), Budget("runs", limits.run_s * MOST_RUNS)


def _out_of_time(limit: str, seconds: float) -> StudentFault:
    facts = {"limit": limit, "value": seconds, "unit": "s"}
    return StudentFault(Verdict.TIMEOUT, Finding(code="limit", facts=facts))
