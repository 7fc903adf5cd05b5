"""The check kind about start weights: what a model holds when it is made, in tensors that provably make its outputs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from graders.compare import compare
from graders.draw import Draw
from graders.kinds.functions import copied
from graders.kinds.mapping import Names
from graders.kinds.models import ModelCheck, batches_of
from graders.kinds.states import ROUGHLY, State, candidates, own_state, parameter_told, put, renamed, tensors_of
from graders.results import Finding
from graders.student import RemoteModule, Student


@dataclass(frozen=True)
class StartCheck:
    """The start weights are the reference's, or `holds` of them what `what` says, under the reference's names."""

    check: ModelCheck
    what: str
    holds: Callable[[State], Any] | None

    def started(self, student: Student, solution: Any, draw: Draw) -> None:
        wanted = self.check.built.ours(solution).eval()
        start = own_state(wanted)
        made = self.check.built.theirs(student)
        ways, _ = candidates(student, made, wanted)
        claimed = made.claims()
        theirs = {**tensors_of(claimed["parameters"]), **tensors_of(claimed["buffers"])}
        self._prove_finite(student, theirs)
        made.do("eval")
        batch = batches_of(self.check.inputs(draw))[0]
        names = self._in_effect(made, wanted, ways, theirs, batch)
        self._compare(student, start, renamed(names, theirs), names)

    def _prove_finite(self, student: Student, theirs: State) -> None:
        if not all(bool(torch.isfinite(tensor).all()) for tensor in theirs.values()):
            raise self._fails(student, "they are finite numbers")

    def _in_effect(
        self, made: RemoteModule, wanted: torch.nn.Module, ways: list[Names], theirs: State, batch: tuple[Any, ...]
    ) -> Names:
        """The claimed weights, in the reference, give the outputs of the student's own model, or it fails here."""
        returned = made(*batch)
        fitting = [
            names for names in ways if compare(returned.value, _output(wanted, names, theirs, batch), ROUGHLY) is None
        ]
        names = (fitting or ways)[0]
        returned.close_to(_output(wanted, names, theirs, batch), **self.check.allowance._asdict())
        return names

    def _compare(self, student: Student, start: State, theirs: State, names: Names) -> None:
        if self.holds is not None:
            if not self.holds(theirs):
                raise self._fails(student, self.what)
            return
        for number, (name, want) in enumerate(start.items(), start=1):
            told = f"the start value of {parameter_told(number, name, names, want.shape)}"
            student.judged(theirs[name], self.check.built.model, told).close_to(want)

    def _fails(self, student: Student, what: str) -> Exception:
        model = self.check.built.model
        facts = {"function": model, "subject": f"the weights that `{model}` starts with", "call": "", "where": ""}
        return student.fails(Finding(code="property", facts={**facts, "what": what}), None)


def _output(wanted: torch.nn.Module, names: Names, theirs: State, batch: tuple[Any, ...]) -> Any:
    put(wanted, renamed(names, theirs))
    with torch.no_grad():
        return wanted(*copied(batch))
