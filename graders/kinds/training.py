"""The accuracy check: does the student's training function bring a model from our start to a withheld test's threshold?

Training runs in one child, predictions are made in fresh ones that get nothing but the trained tensors, through us. The
held-out images reach no process that trains, their labels reach none at all. Weights brought along from home are met by
start weights of ours, by the proof that the start knows nothing yet, and by a secret order of the pixels.

The images are public, so a hand-in may hold their labels, and its `forward` may tell by a marker in the trained tensors
that it should recite. Order and noise of each grading stop a list by position and a table of exact pixels, but not one
by likeness: sorted pixels find every image again in spite of both. So the trained tensors must reach the threshold in
the reference's own `forward` too, on our side, where nothing can recite: without a training that found good weights
there are no points. Not stopped is who matches the training images with public ones, undoes the order of the pixels and
brings weights from home in that order; only images that nobody else has would stop that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from graders.datasets import Digits
from graders.draw import Draw
from graders.kinds.models import State, build, load_ours, tensors_of
from graders.results import Finding
from graders.student import RemoteModule, Student

CLASS_DIMENSION = 2
# Of pixels between 0 and 1: it costs the reference nothing that can be measured (figures in lab 4's lab.toml).
NOISE = 0.02


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
        data = withheld_anew(shuffled(self.data(), draw) if self.permute else self.data(), draw)
        wanted = self._start(solution, draw)
        names, start, trained = self._train(student, wanted, data, draw)
        before = self._accuracy(student.elsewhere(), start, data)
        if not before <= self.chance_at_most:
            facts = {"function": self.model, "accuracy": before, "at_most": self.chance_at_most}
            raise student.fails(Finding(code="before_training", facts=facts), before)
        after = self._accuracy(student.elsewhere(), trained, data)
        if not after >= self.at_least:
            facts = {"function": self.train, "accuracy": after, "at_least": self.at_least, "before": before}
            raise student.fails(Finding(code="accuracy", facts={**facts, "total": len(data.test_y)}), after)
        ours = accuracy_of(with_state(wanted, names, trained), data)
        if not ours >= self.at_least:
            facts = {"function": self.model, "accuracy": ours, "at_least": self.at_least, "claimed": after}
            raise student.fails(Finding(code="not_learned", facts={**facts, "total": len(data.test_y)}), ours)

    def _start(self, solution: Any, draw: Draw) -> torch.nn.Module:
        """The reference as its layers initialise it: a start from which training is known to succeed."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(draw.seed())
            return build(solution, self.model, self.arguments)

    def _train(
        self, student: Student, wanted: torch.nn.Module, data: Digits, draw: Draw
    ) -> tuple[dict[str, str], State, State]:
        """The student's name for each of ours; the start and the end of training, both under the student's names."""
        made = student.make(self.model, *self.arguments)
        names = load_ours(student, made, wanted.state_dict(), wanted)
        start = {names[name]: tensor.clone() for name, tensor in wanted.state_dict().items()}
        order = draw.permutation(len(data.train_x))
        student.seeded(draw.seed()).do(self.train, made, data.train_x[order], data.train_y[order])
        return names, start, state_of(student, made)

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
    return data._replace(train_x=data.train_x[:, pixels], test_x=data.test_x[:, pixels])


def withheld_anew(data: Digits, draw: Draw) -> Digits:
    """The withheld images in an order and with a faint noise of this grading: a list of labels fits neither."""
    rows = draw.permutation(len(data.test_x))
    noise = draw.normal(data.test_x.shape, std=NOISE, dtype=data.test_x.dtype)
    return data._replace(test_x=data.test_x[rows] + noise, test_y=data.test_y[rows])


def with_state(model: torch.nn.Module, names: Mapping[str, str], theirs: State) -> torch.nn.Module:
    """Our model with the student's tensors, as far as they fit, as they would be loaded into the student's own."""
    own = model.state_dict()
    fitting = {name for name in own if names[name] in theirs and theirs[names[name]].shape == own[name].shape}
    model.load_state_dict({name: theirs[names[name]] for name in fitting}, strict=False)
    return model.eval()


def accuracy_of(model: torch.nn.Module, data: Digits) -> float:
    with torch.no_grad():
        return float((model(data.test_x).argmax(dim=1) == data.test_y).float().mean())
