"""The checker's line to a hand-in: a child of the sandbox, loaded when first needed, replaced when it died."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from graders.lab import Limits
from graders.results import Finding, StudentFault, Verdict
from worker.retelling import OwnCopy
from worker.sandbox.client import ChildClient


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
    """What an exercise has taken of its `total_s`, in all of its processes."""

    spent_s: float = 0.0


class SandboxSession:
    """Implements `graders.student.Session`. Not thread safe.

    `call_s` bounds each request and `total_s` all requests of one exercise together, by our clock.
    What the hand-in draws at random without a seed of its own starts from `chances`, so that a grading can be replayed.
    """

    def __init__(  # noqa: PLR0913, PLR0917  the facts of one hand-in
        self,
        children: Children,
        file_name: str,
        data: bytes,
        limits: Limits,
        chances: Iterator[int],
        budget: Budget | None = None,
    ) -> None:
        self._children = children
        self._file = (file_name, data)
        self._own_copy = OwnCopy(file_name, data)
        self._limits = limits
        self._chances = chances
        self._child: ChildClient | None = None
        self._others: list[SandboxSession] = []
        self._unloadable: StudentFault | None = None
        self._budget = budget or Budget()
        self._output = ""
        self._met_drawn = False

    def request(self, op: str, *, timeout_s: float | None = None, **fields: Any) -> Any:
        """Perform one operation in the child; loads the hand-in first if need be. Raises StudentFault."""
        child = self._loaded_child()
        return self._timed(child, op, timeout_s, fields)

    @property
    def source(self) -> str:
        """The definitions of the hand-in, read on our side: the child could leave out what a rule forbids."""
        return self._own_copy.source

    def place(self, line: int) -> dict[str, int | None]:
        return self._own_copy.place(line)

    def fresh(self) -> SandboxSession:
        """The same hand-in in another child that shares nothing with this one but the budget."""
        other = SandboxSession(self._children, *self._file, self._limits, self._chances, self._budget)
        self._others.append(other)
        return other

    def revive(self) -> None:
        """Before the next check: forget a child that ended, and every second child."""
        self._close_others()
        if self._child is not None and self._child.ended:
            self._drop_child()

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

    def enter_exercise(self, limits: Limits) -> None:
        """Before the next exercise: a new budget, and its own limits, which may ask for another child."""
        if limits != self._limits:
            self._drop_child()
            self._unloadable = None
        self._limits = limits
        self._budget = Budget()
        self.revive()

    def take_output(self) -> str:
        """What the student's code printed since the last call."""
        printed = self._output + (self._child.take_output() if self._child else "")
        self._output = ""
        return printed

    def close(self) -> None:
        self._close_others()
        self._drop_child()

    def _loaded_child(self) -> ChildClient:
        if self._unloadable is not None:
            raise self._unloadable
        if self._child is None:
            whole_time = self._left_s() >= self._limits.call_s
            self._child = self._children.acquire(self._limits)
            name, data = self._file
            try:
                self._timed(self._child, "load", None, {"name": name, "data": data, "seed": next(self._chances)})
            except StudentFault as fault:
                # What cannot be loaded now cannot be loaded later, unless it only lacked the time that others took.
                self._unloadable = fault if whole_time else None
                raise
        return self._child

    def _left_s(self) -> float:
        """What is left to this exercise. Raises StudentFault when nothing is."""
        left_s = self._limits.total_s - self._budget.spent_s
        if left_s <= 0:
            facts = {"limit": "total", "value": self._limits.total_s, "unit": "s"}
            raise StudentFault(Verdict.TIMEOUT, Finding(code="limit", facts=facts))
        return left_s

    def _timed(self, child: ChildClient, op: str, timeout_s: float | None, fields: dict[str, Any]) -> Any:
        limit_s = min(timeout_s or self._limits.call_s, self._left_s())
        started = time.monotonic()
        try:
            return child.request(op, timeout_s=limit_s, **fields)
        except StudentFault as fault:
            raise self._own_copy.retold(fault, fields) from None
        finally:
            self._budget.spent_s += time.monotonic() - started

    def _close_others(self) -> None:
        for other in self._others:
            other.close()
            self._output += other._output  # noqa: SLF001
        self._others.clear()

    def _drop_child(self) -> None:
        if self._child is not None:
            self._output += self._child.take_output()
            self._children.release(self._child)
            self._child = None
            self._met_drawn = False
