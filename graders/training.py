"""The accuracy check: does the student's training function bring a model from our start to a withheld test's threshold?

Training runs in one child, predictions are made in fresh ones that get nothing but the trained tensors, through us. The
held-out images reach no process that trains, their labels reach none at all. Weights brought along from home are met by
start weights of ours, by the proof that the start knows nothing yet, and by a secret order of the pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from graders.datasets import Digits
from graders.draw import Draw
from graders.equivalence import State, build, load_ours, tensors_of
from graders.results import Finding
from graders.student import RemoteModule, Student

CLASS_DIMENSION = 2


@dataclass(frozen=True)
class Plan:
    """One accuracy check as lab authors describe it; `check` runs it."""

    model: str
    arguments: tuple[Any, ...]
    train: str
    data: Callable[[], Digits]
    at_least: float
    chance_at_most: float
    permute: bool

    def check(self, student: Student, solution: Any, draw: Draw) -> None:
        data = shuffled(self.data(), draw) if self.permute else self.data()
        wanted = self._start(solution, draw)
        start, trained = self._train(student, wanted, data, draw)
        before = self._accuracy(student.elsewhere(), start, data)
        if not before <= self.chance_at_most:
            facts = {"function": self.model, "accuracy": before, "at_most": self.chance_at_most}
            raise student.fails(Finding(code="before_training", facts=facts), before)
        after = self._accuracy(student.elsewhere(), trained, data)
        if not after >= self.at_least:
            facts = {"function": self.train, "accuracy": after, "at_least": self.at_least, "before": before}
            raise student.fails(Finding(code="accuracy", facts={**facts, "total": len(data.test_y)}), after)

    def _start(self, solution: Any, draw: Draw) -> torch.nn.Module:
        """The reference as its layers initialise it: a start from which training is known to succeed."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(draw.seed())
            return build(solution, self.model, self.arguments)

    def _train(self, student: Student, wanted: torch.nn.Module, data: Digits, draw: Draw) -> tuple[State, State]:
        """The start and the end of training, both under the student's names."""
        made = student.make(self.model, *self.arguments)
        names = load_ours(student, made, wanted.state_dict(), wanted)
        start = {names[name]: tensor.clone() for name, tensor in wanted.state_dict().items()}
        order = draw.permutation(len(data.train_x))
        student.seeded(draw.seed()).do(self.train, made, data.train_x[order], data.train_y[order])
        return start, state_of(student, made)

    def _accuracy(self, student: Student, state: State, data: Digits) -> float:
        made = student.make(self.model, *self.arguments)
        made.load(state)
        made.do("eval")
        returned = made(data.test_x)
        if len(getattr(returned.value, "shape", ())) == CLASS_DIMENSION:
            returned.has_shape(len(data.test_x), len(torch.unique(data.train_y)))
            predicted = torch.as_tensor(returned.value).argmax(dim=1)
        else:
            predicted = torch.as_tensor(returned.has_shape(len(data.test_x)).value)
        return float((predicted == data.test_y).float().mean())


def state_of(student: Student, made: RemoteModule) -> State:
    """The model's tensors as plain data of ours. A training that ran off to NaN is told by the name of the tensor."""
    claimed = made.claims()
    state = {**tensors_of(claimed["parameters"]), **tensors_of(claimed["buffers"])}
    for name, tensor in state.items():
        if tensor.dtype.is_floating_point and not bool(torch.isfinite(tensor).all()):
            count = int((~torch.isfinite(tensor)).sum())
            facts = {"function": made.made_by, "where": name, "count": count, "total": tensor.numel()}
            raise student.fails(Finding(code="diverged", facts=facts), None)
    return state


def shuffled(data: Digits, draw: Draw) -> Digits:
    """All images with their pixels in one new order: as hard for dense layers, unknown to smuggled weights."""
    pixels = draw.permutation(data.train_x.shape[1])
    return Digits(data.train_x[:, pixels], data.train_y, data.test_x[:, pixels], data.test_y)
