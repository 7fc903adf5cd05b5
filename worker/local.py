"""Runs trusted hand-ins (solution, variants, mistakes) in this process, by the code that runs a student's."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import torch

from graders.line import Piece
from graders.results import Finding, StudentFault, Verdict
from worker.sandbox.inside.intake import Memory
from worker.sandbox.inside.objects import Objects
from worker.sandbox.inside.values import Failed, Snapshot
from worker.scratch import scratch_for

_MEMORY = Memory()


class LocalSession:
    """A `graders.student.Session` without a sandbox. A later file is laid over the earlier: a mistake, the solution."""

    whole = False  # which half of a lab is tried, says whoever tries it

    def __init__(
        self, files: list[tuple[str, bytes]], elements: int = 1_000_000, given: Mapping[str, Any] | None = None
    ) -> None:
        self._files = files
        self._elements = elements
        self._given = given
        self.stopped = False
        self._printed: str | None = None
        self._enter_scratch()
        loaded = [self.request("load", name=name, data=data) for name, data in files]
        self._source = "\n".join(answer["source"] for answer in loaded)

    def request(self, op: str, *, timeout_s: float | None = None, **fields: Any) -> Any:  # noqa: ARG002
        """No limit of time is kept here: whoever runs trusted code in a process holds the clock over that process."""
        if op == "figures":
            fields["looked_at"] = False  # nobody looks at the pictures of trusted code
        # Copied on the way in, as a wire would, so that a mistake cannot change the tensors of its checker.
        copied = _Inputs(sys.maxsize).of(fields)
        try:
            with contextlib.chdir(self._scratch):
                return self._objects.perform(op, copied)
        except Failed as failed:
            raise StudentFault(Verdict(failed.verdict), Finding(code=failed.code, facts=failed.facts)) from None

    def fresh(self) -> LocalSession:
        return LocalSession(self._files, self._elements)

    def only(self, lines: frozenset[int]) -> LocalSession:  # noqa: ARG002
        """Trusted code hides nothing."""
        return self.fresh()

    def given(self, values: Mapping[str, Any]) -> LocalSession:
        other = LocalSession(self._files, self._elements, values)
        other.run()
        return other

    def revive(self) -> None:
        """Nothing can kill a local session without killing its process."""

    def leave(self) -> None:
        self.restart()

    def limit_reached(self) -> None:
        """Trusted code has no limits here that it could run into."""

    def alternatives(self, names: frozenset[str]) -> Iterator[None]:  # noqa: ARG002
        """Where one file lies over another, nothing is defined twice by accident."""
        return iter(())

    def run(self) -> str:
        """The last file whole, over the definitions of those before it: a mistake is as a student's file would be."""
        if self._printed is None:
            *_, (name, data) = self._files
            with open(os.devnull, "w", encoding="utf-8") as nobody, contextlib.redirect_stdout(nobody):  # noqa: PTH123
                told = self.request("execute", name=name, data=data, given=self._given)
                self._printed, self.stopped = told["printed"], bool(told["problems"])
        return str(self._printed)

    def note_drawn(self) -> None:
        """Trusted code tells nobody."""

    def may_tell(self, *, failed: bool) -> bool:  # noqa: ARG002
        return False

    def take_output(self) -> str:
        return ""

    def restart(self) -> None:
        self._enter_scratch()
        for name, data in self._files:
            self.request("load", name=name, data=data)

    @property
    def source(self) -> str:
        return self._source

    @property
    def pieces(self) -> list[Piece]:
        return [Piece(name, None, data.decode(errors="replace"), len(data)) for name, data in self._files]

    def place(self, line: int) -> dict[str, int | None]:
        """Files of a lab are scripts; where one lies over another, nobody reads the numbers of their lines."""
        return {"cell": None, "line": line}

    def _enter_scratch(self) -> None:
        """A folder of its own for what the code writes, as a child has one: gone with the session."""
        self._printed = None
        self._scratch = scratch_for(self)
        with contextlib.chdir(self._scratch):
            self._objects = Objects(self._elements, memory=_MEMORY)


class _Inputs(Snapshot):
    """Inputs arrive as the check made them, strides and `requires_grad` included."""

    def _tensor(self, value: torch.Tensor) -> torch.Tensor:
        return value.detach().clone().requires_grad_(value.requires_grad)
