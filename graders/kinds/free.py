"""A goal for models of any architecture: no reference has their tensors, so nothing but the data can prove learning.

Therefore the data must be such that nobody has met it: drawn for the grading, what is to be learnt included. Weights,
tables and labels from home fit none of it. Training runs in one process; another one, which knew neither the training
data nor the trained model, gets its parameters and buffers through us and must predict. So what a model holds is what
we carried, counted by us: weights in a list, a closure or a global stay behind, whatever `parameters()` says of them.
No two of these processes live at the same time: what they can both see, such as locks on files, would carry more.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

import torch

from graders.compare import compare
from graders.datasets import Split
from graders.draw import Draw
from graders.kinds.functions import copied
from graders.kinds.goals import too_good, too_weak
from graders.kinds.metrics import measure
from graders.kinds.states import ROUGHLY, State, state_of
from graders.kinds.thresholds import Attempt, Threshold, judged
from graders.kinds.training import ROWS_TO_PROVE, Plan
from graders.results import Finding, LabFault
from graders.student import RemoteModule, Student

BYTES_OF_A_NUMBER = 4


@dataclass(frozen=True)
class FreeGoal:
    """A training brings a model of the student's own design to a threshold on withheld data."""

    plan: Plan
    threshold: Threshold
    numbers_at_most: int | None = None

    def __post_init__(self) -> None:
        if not inspect.signature(self.plan.data).parameters:
            raise LabFault(
                "data that is the same for everyone can be learnt at home; give learns a function of a draw, "
                "such as data=signs or data=among_signs(digits, 5)"
            )

    def check(self, student: Student, solution: object, draw: Draw) -> None:
        judged(student, draw, self.threshold, lambda one, drawing: self.attempt(one, solution, drawing))

    def attempt(self, student: Student, solution: object, draw: Draw) -> Attempt:
        self.plan.prove_light(student)
        data = self.plan.drawn(draw)
        shape = self._shape(solution, data)
        made = self.plan.built.theirs(student.seeded(draw.seed()))
        start = self._held(student, made)
        made.do("train")
        self.plan.train_once(student, made, data, draw)
        state = carried(self._held(student, made), start)
        rows = data.train_x[:ROWS_TO_PROVE]
        made.do("eval")
        told = made(rows).value
        student.leave()
        before = self._measured(student, start, data, shape)
        if self.threshold.reached(before):
            raise student.fails(too_good(self.plan.built.model, self.threshold, before), before)
        after = self._measured(student, state, data, shape)
        if self.threshold.reached(after):
            return Attempt(after, before, None)
        self._prove_carried(student, state, rows, told)
        return Attempt(after, before, too_weak(self.plan.train, self.threshold, after, before, len(data.test_y)))

    def _shape(self, solution: object, data: Split) -> torch.Tensor:
        """What the reference's own model returns, for its shape alone."""
        with torch.no_grad(), torch.random.fork_rng(devices=[]):
            shape: torch.Tensor = self.plan.built.ours(solution).eval()(*copied((data.test_x,)))
        return shape

    def _held(self, student: Student, made: RemoteModule) -> State:
        """What the model holds, as far as it lets us carry it; and not more than is allowed."""
        state = state_of(student, made)
        numbers = numbers_in(state)
        if self.numbers_at_most is not None and numbers > self.numbers_at_most:
            facts = {"function": self.plan.built.model, "numbers": numbers, "at_most": self.numbers_at_most}
            raise student.fails(Finding(code="numbers", facts=facts), numbers)
        return state

    def _measured(self, student: Student, state: State, data: Split, shape: torch.Tensor) -> float:
        outputs = self.plan.outputs(student, state, data.test_x, shape)
        student.leave()
        return measure(self.threshold.metric, outputs, data.test_y)

    def _prove_carried(self, student: Student, state: State, rows: torch.Tensor, told: Any) -> None:
        """Of a model that falls short: that it gave the same in the process that trained it, on rows known to it."""
        made = self.plan.built.theirs(student)
        made.load(state)
        made.do("eval")
        if compare(made(rows).value, told, ROUGHLY) is not None:
            facts = {"function": self.plan.train, "model": self.plan.built.model, "numbers": numbers_in(state)}
            raise student.fails(Finding(code="not_carried", facts=facts), None)


def carried(state: State, start: State) -> State:
    """The tensors that were there before any training data: new names and sizes would be data that nobody counts."""
    return {
        name: tensor
        for name, tensor in state.items()
        if name in start and (tensor.shape, tensor.dtype) == (start[name].shape, start[name].dtype)
    }


def numbers_in(state: State) -> int:
    """In units of float32, so that nobody hides two numbers in one that is twice as wide."""
    return sum(-(-tensor.numel() * tensor.element_size() // BYTES_OF_A_NUMBER) for tensor in state.values())
