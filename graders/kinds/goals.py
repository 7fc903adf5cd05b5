"""Checks of what a training reaches: a metric on withheld data or the loss, computed by us, against a threshold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

import torch

from graders.datasets import Split
from graders.draw import Draw
from graders.kinds.metrics import measure
from graders.kinds.thresholds import Attempt, Threshold, facts_of, judged
from graders.kinds.training import Data, Plan, Trained, ours_after, split_of
from graders.results import Finding
from graders.student import Student

Part = Literal["train", "test"]
MOST_OUTPUTS = 10_000_000  # of the author's model with a student's weights, for all samples together
# What the author's model gives for these weights and inputs.
Predict = Callable[[Any, torch.Tensor], torch.Tensor]


@runtime_checkable
class Measured(Protocol):
    """A check whose verdict hangs on a number with chance in it: what `allclose lab calibrate` runs again and again."""

    @property
    def threshold(self) -> Threshold: ...

    def attempt(self, student: Student, solution: Any, draw: Draw) -> Attempt: ...


@dataclass(frozen=True)
class Codes:
    """What a finding is called that says: too good before training, too weak after it, not by the trained tensors.

    And under which names its facts hold the result and the threshold.
    """

    before: str = "score_before"
    after: str = "score"
    ours: str = "score_not_learned"
    value: str = "value"
    threshold: str = "threshold"


@dataclass(frozen=True)
class Goal:
    """A training brings a model to a threshold. `before_at_most` is what the start, still untrained, may reach."""

    plan: Plan
    threshold: Threshold
    part: Part = "test"
    before_at_most: float | None = None
    codes: Codes = field(default_factory=Codes)

    def check(self, student: Student, solution: Any, draw: Draw) -> None:
        judged(student, draw, self.threshold, lambda one, drawing: self.attempt(one, solution, drawing))

    def attempt(self, student: Student, solution: Any, draw: Draw) -> Attempt:
        """One training, measured before and after in fresh processes, then with the reference's own forward."""
        trained = self.plan.trained(student, solution, draw)
        before = self._measured(student, trained, trained.before)
        if not self._knows_nothing(before, trained):
            raise student.fails(self._before_training(before), before)
        after = self._measured(student, trained, trained.after)
        if not self.threshold.reached(after):
            return Attempt(after, before, self._too_weak(after, before, trained))
        inputs, targets = self._data(trained)
        ours = measure(self.threshold.metric, ours_after(trained.start, trained.after, inputs), targets)
        if not self.threshold.reached(ours):
            return Attempt(ours, before, self._not_learned(ours, after, trained))
        return Attempt(self.threshold.worse(after, ours), before, None)

    def _data(self, trained: Trained) -> tuple[torch.Tensor, torch.Tensor]:
        data = trained.data
        return (data.test_x, data.test_y) if self.part == "test" else (data.train_x, data.train_y)

    def _measured(self, student: Student, trained: Trained, state: Mapping[str, torch.Tensor]) -> float:
        inputs, targets = self._data(trained)
        ours = ours_after(trained.start, {}, inputs)
        other = student.elsewhere()
        outputs = self.plan.outputs(other, dict(state), inputs, ours)
        other.leave()
        return measure(self.threshold.metric, outputs, targets)

    def _knows_nothing(self, before: float, trained: Trained) -> bool:
        """Whether the start is weak, or no better than the reference with the same weights: a start can be lucky."""
        weak = not self.threshold.reached(before) if self.before_at_most is None else before <= self.before_at_most
        if weak:
            return True
        inputs, targets = self._data(trained)
        ours = measure(self.threshold.metric, ours_after(trained.start, trained.before, inputs), targets)
        return self.threshold.no_better(before, ours)

    def _before_training(self, before: float) -> Finding:
        facts = self._facts(self.plan.built.model, before, None)
        return Finding(code=self.codes.before, facts={**facts, "part": self.part, "at_most": self.before_at_most})

    def _facts(self, function: str, measured: float, before: float | None) -> dict[str, Any]:
        facts = facts_of(self.threshold, function, measured, before)
        facts[self.codes.value], facts[self.codes.threshold] = facts.pop("value"), facts.pop("threshold")
        return facts

    def _too_weak(self, after: float, before: float, trained: Trained) -> Finding:
        facts = self._facts(self.plan.train, after, before)
        return Finding(code=self.codes.after, facts={**facts, **self._where(trained)})

    def _not_learned(self, ours: float, after: float, trained: Trained) -> Finding:
        facts = {**self._facts(self.plan.built.model, ours, None), "claimed": after}
        return Finding(code=self.codes.ours, facts={**facts, **self._where(trained)})

    def _where(self, trained: Trained) -> dict[str, Any]:
        return {"part": self.part, "total": len(self._data(trained)[1])}


def too_weak(function: str, threshold: Threshold, after: float, before: float, total: int) -> Finding:
    """On withheld data, after a training."""
    facts = facts_of(threshold, function, after, before)
    return Finding(code="score", facts={**facts, "part": "test", "total": total})


def too_good(function: str, threshold: Threshold, before: float) -> Finding:
    """On withheld data, before any training."""
    return Finding(code="score_before", facts={**facts_of(threshold, function, before, None), "part": "test"})


@dataclass(frozen=True)
class FittedGoal:
    """A function that returns weights: the reference's model with them, on our data, reaches the threshold."""

    function: str
    data: Data
    predict: Predict
    threshold: Threshold
    settings: Mapping[str, Any]
    part: Part = "train"

    def check(self, student: Student, solution: Any, draw: Draw) -> None:
        judged(student, draw, self.threshold, lambda one, drawing: self.attempt(one, solution, drawing))

    def attempt(self, student: Student, solution: Any, draw: Draw) -> Attempt:  # noqa: ARG002  the same for all goals
        data = split_of(self.data, draw)
        inputs, targets = (data.test_x, data.test_y) if self.part == "test" else (data.train_x, data.train_y)
        weights = fitted(student, self.function, data, self.settings, draw)
        outputs = predicted(student, self.function, self.predict, weights, inputs)
        measured = measure(self.threshold.metric, outputs, targets)
        if self.threshold.reached(measured):
            return Attempt(measured, None, None)
        facts = facts_of(self.threshold, self.function, measured, None)
        found = Finding(code="score", facts={**facts, "part": self.part, "total": len(targets)})
        return Attempt(measured, None, found)


def fitted(student: Student, function: str, data: Split, settings: Mapping[str, Any], draw: Draw) -> Any:
    """The weights that the student's function finds: data like any other, which only our computing with them judges."""
    return student.seeded(draw.seed()).call(function, data.train_x, data.train_y, **settings).value


def predicted(student: Student, function: str, predict: Predict, weights: Any, inputs: torch.Tensor) -> torch.Tensor:
    """What the author's model makes of the inputs with these weights.

    One sample first, which must give one result: weights that hold a number for each sample would broadcast, and then
    the targets themselves are the best ones, or fill the memory.
    """
    one = _predicted(student, function, predict, weights, inputs[:1])
    if one.numel() * len(inputs) > MOST_OUTPUTS:
        raise _misshapen(student, function, one, 1)
    return _predicted(student, function, predict, weights, inputs)


def _predicted(student: Student, function: str, predict: Predict, weights: Any, inputs: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        outputs = torch.as_tensor(predict(weights, inputs))
    if outputs.shape[:1] != inputs.shape[:1]:
        raise _misshapen(student, function, outputs, len(inputs))
    return outputs


def _misshapen(student: Student, function: str, outputs: torch.Tensor, samples: int) -> Exception:
    told = "one sample" if samples == 1 else f"{samples} samples"
    subject = f"what the model gives for {told} with the weights of `{function}`"
    facts = {"function": function, "subject": subject, "call": "", "where": ""}
    sizes = {"got_shape": list(outputs.shape), "want_shape": [samples]}
    return student.fails(Finding(code="shape", facts={**facts, **sizes}), outputs)
