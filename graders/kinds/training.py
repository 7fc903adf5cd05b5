"""Trainings: what the student's training function makes of a model from our start, seen by its tensors alone.

Training runs in one child, predictions are made in fresh ones that get nothing but the trained tensors, through us. The
held-out inputs reach no process that trains, their targets reach none at all. Weights brought along from home are met
by start weights of ours, by the proof that the start knows nothing yet, and by a secret order of the pixels.

Public images are public, so a hand-in may hold their labels, and its `forward` may tell by a marker in the trained
tensors that it should recite. Order and noise of each grading stop a list by position and a table of exact pixels, but
not one by likeness: sorted pixels find every image again in spite of both. So the trained tensors must do as well in
the reference's own `forward`, on our side, where nothing can recite: without a training that found good weights there
are no points. Not stopped is who matches the training images with public ones, undoes the order of the pixels and
brings weights from home in that order; only images that nobody else has would stop that. Data that is drawn anew for
each grading is such data: `signs` of `graders.datasets`. docs/decisions/0007-accuracy.md has the whole table.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

import torch

from graders.datasets import Split
from graders.draw import Draw
from graders.kinds.luggage import MOST_KB, prove_light
from graders.kinds.mapping import Names
from graders.kinds.states import Built, State, load_proved, own_state, put, renamed, state_of
from graders.results import Finding, LabFault
from graders.student import RemoteModule, Student

# Of pixels between 0 and 1: it costs the reference nothing that can be measured (figures in lab 4's lab.toml).
NOISE = 0.02
ROWS_TO_PROVE = 8
SCORES_OF_SAMPLES = 2

Data = Callable[[], Split] | Callable[[Draw], Split]


class Start(NamedTuple):
    """The student's model in its process, the reference's with the same weights, and whose name is whose."""

    made: RemoteModule
    wanted: torch.nn.Module
    names: Names
    state: State


class Trained(NamedTuple):
    """After training: the tensors before and after, under the student's names, and the data with what was withheld."""

    start: Start
    before: State
    after: State
    data: Split


@dataclass(frozen=True)
class Plan:
    """A training as lab authors describe it: the model, the function that trains it, the data, its settings.

    `replace(plan, data=...)` is the same training on other data: a short one, for who wants to know what it does.
    """

    built: Built
    train: str
    data: Data
    settings: Mapping[str, Any] = field(default_factory=dict)
    permute: bool = False
    noise: float = 0.0
    brings_kb: float = MOST_KB

    def prove_light(self, student: Student) -> None:
        """That the hand-in has no room for much that was learnt at home."""
        prove_light(student, self.brings_kb)

    def drawn(self, draw: Draw) -> Split:
        """The data of this grading."""
        data = split_of(self.data, draw)
        return withheld_anew(shuffled(data, draw) if self.permute else data, draw, self.noise)

    def start(self, student: Student, solution: Any, data: Split, draw: Draw) -> Start:
        """The student's model with weights as the reference's layers initialise them: training succeeds from there."""
        self.prove_light(student)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(draw.seed())
            wanted = self.built.ours(solution).eval()
        state = own_state(wanted)
        made = self.built.theirs(student)
        names = load_proved(student, made, wanted, state, (data.train_x[:ROWS_TO_PROVE],))
        made.do("train")
        return Start(made, wanted, names, state)

    def trained(self, student: Student, solution: Any, draw: Draw) -> Trained:
        data = self.drawn(draw)
        start = self.start(student, solution, data, draw)
        self.train_once(student, start.made, data, draw)
        before = {start.names[name]: tensor for name, tensor in start.state.items()}
        return Trained(start, before, state_of(student, start.made), data)

    def train_once(self, student: Student, made: RemoteModule, data: Split, draw: Draw) -> None:
        order = draw.permutation(len(data.train_x))
        student.seeded(draw.seed()).do(self.train, made, data.train_x[order], data.train_y[order], **self.settings)

    def outputs(self, student: Student, state: State, inputs: torch.Tensor, ours: Any) -> torch.Tensor:
        """What the student's model makes of these inputs in a fresh process that knows nothing but this state."""
        if not isinstance(ours, torch.Tensor):
            raise LabFault(
                f"{self.built.model} returns more than one tensor, of which a metric or loss cannot be computed here; "
                "let its forward return one, or use converges"
            )
        want = ours.shape
        made = self.built.theirs(student)
        made.load(state)
        made.do("eval")
        returned = made(inputs)
        # One class for each sample, in place of a row of scores, is a prediction too.
        classes = len(want) == SCORES_OF_SAMPLES and len(getattr(returned.value, "shape", ())) == 1
        returned.has_shape(*(want[:1] if classes else want))
        return self._finite(student, torch.as_tensor(returned.value))

    def _finite(self, student: Student, found: torch.Tensor) -> torch.Tensor:
        """A metric of NaN would be the library's error, not the student's."""
        bad = ~torch.isfinite(found)
        if bool(bad.any()):
            told = {"count": int(bad.sum()), "total": found.numel(), "index": bad.nonzero()[0].tolist()}
            facts = {**told, "function": self.built.model, "subject": f"what `{self.built.model}` returns", "where": ""}
            raise student.fails(Finding(code="not_finite", facts=facts), found)
        return found


def ours_after(start: Start, theirs: State, inputs: torch.Tensor) -> Any:
    """What the reference's own forward makes of the inputs with the student's tensors, as far as they fit."""
    put(start.wanted, {**start.state, **renamed(start.names, theirs)}).eval()
    with torch.no_grad():
        return start.wanted(inputs)


def split_of(data: Data, draw: Draw) -> Split:
    """A data function takes nothing where the data is the same for everyone, or a draw where it is drawn anew."""
    if inspect.signature(data).parameters:
        return cast("Callable[[Draw], Split]", data)(draw)
    return cast("Callable[[], Split]", data)()


def shuffled(data: Split, draw: Draw) -> Split:
    """All images with their pixels in one new order: as hard for dense layers, unknown to smuggled weights."""
    pixels = draw.permutation(data.train_x.shape[1])
    return data._replace(train_x=data.train_x[:, pixels], test_x=data.test_x[:, pixels])


def withheld_anew(data: Split, draw: Draw, noise: float = NOISE) -> Split:
    """The withheld inputs in an order and with a faint noise of this grading: a list of labels fits neither."""
    rows = draw.permutation(len(data.test_x))
    test_x = data.test_x[rows]
    if noise:
        test_x = test_x + draw.normal(test_x.shape, std=noise, dtype=test_x.dtype)
    return data._replace(test_x=test_x, test_y=data.test_y[rows])
