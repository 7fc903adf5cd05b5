"""Does a training converge? The losses of its epochs, computed by us from the weights after each of them.

What a training reports of its own losses is not asked for: a list of falling numbers is quickly written.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch

from graders.datasets import Split
from graders.draw import Draw
from graders.kinds.goals import Predict, fitted, predicted
from graders.kinds.metrics import Metric, measure
from graders.kinds.states import state_of
from graders.kinds.thresholds import told_number
from graders.kinds.training import Data, Plan, ours_after, split_of
from graders.results import Finding
from graders.student import Student

# Of the first loss: near the optimum the losses stand still but for the last digits.
ROUNDING = 1e-5


@dataclass(frozen=True)
class Trend:
    """What the losses must do: fall to a fraction of the first, rise at most by the slack, come near the optimum."""

    falls_to: float | None
    slack: float | None
    optimum: Callable[[Split], float] | None
    within: float

    def broken(self, losses: Sequence[float], data: Split) -> Finding | None:
        """The first thing that the losses do not keep to. Each condition is written so that NaN breaks it."""
        facts: dict[str, Any] = {"epochs": len(losses) - 1, "first": told_number(losses[0])}
        facts["last"] = told_number(losses[-1])
        for epoch, (before, after) in enumerate(pairwise(losses), start=1):
            if not math.isfinite(after):
                return Finding(code="trend_diverged", facts={**facts, "epoch": epoch})
            if self.slack is not None and not after <= before * (1 + self.slack) + ROUNDING * losses[0]:
                return Finding(code="trend_rises", facts={**facts, "epoch": epoch, "before": before, "after": after})
        if self.falls_to is not None and not losses[-1] <= self.falls_to * losses[0]:
            return Finding(code="trend_falls", facts={**facts, "falls_to": self.falls_to})
        return self._above_optimum(losses[-1], data, facts)

    def _above_optimum(self, last: float, data: Split, facts: dict[str, Any]) -> Finding | None:
        if self.optimum is None or last <= self.optimum(data) * (1 + self.within):
            return None
        return Finding(code="trend_optimum", facts={**facts, "within": self.within})


@dataclass(frozen=True)
class TrainedTrend:
    """The training function is called once for each epoch; the weights are read after each call."""

    plan: Plan
    trend: Trend
    loss: Metric
    epochs: int

    def check(self, student: Student, solution: Any, draw: Draw) -> None:
        data = self.plan.drawn(draw)
        start = self.plan.start(student, solution, data, draw)
        losses = [measure(self.loss, ours_after(start, {}, data.train_x), data.train_y)]
        for _ in range(self.epochs):
            self.plan.train_once(student, start.made, data, draw)
            outputs = ours_after(start, state_of(student, start.made), data.train_x)
            losses.append(measure(self.loss, outputs, data.train_y))
        raise_broken(student, self.trend, losses, data, self.plan.train)


@dataclass(frozen=True)
class FittedTrend:
    """The function returns a list of its weights after each epoch, from a start that the statement gives.

    The start is the author's: next to a start of its own choice a hand-in would fall as far as it likes.
    """

    function: str
    data: Data
    predict: Predict
    trend: Trend
    loss: Metric
    start: Any
    epochs: int
    settings: Mapping[str, Any]

    def check(self, student: Student, _solution: Any, draw: Draw) -> None:
        data = split_of(self.data, draw)
        history = fitted(student, self.function, data, self.settings, draw)
        subject = f"what `{self.function}` returns"
        if not isinstance(history, (list, tuple)) or len(history) != self.epochs:
            found = len(history) if isinstance(history, (list, tuple, dict, set)) else 1
            facts = {"function": self.function, "subject": subject, "call": "", "where": ""}
            lengths = {"got_length": found, "want_length": self.epochs}
            raise student.fails(Finding(code="length", facts={**facts, **lengths}), history)
        losses = [self._loss(student, weights, data.train_x, data.train_y) for weights in (self.start, *history)]
        raise_broken(student, self.trend, losses, data, self.function)

    def _loss(self, student: Student, weights: Any, inputs: torch.Tensor, targets: torch.Tensor) -> float:
        return measure(self.loss, predicted(student, self.function, self.predict, weights, inputs), targets)


def raise_broken(student: Student, trend: Trend, losses: list[float], data: Split, function: str) -> None:
    finding = trend.broken(losses, data)
    if finding:
        raise student.fails(Finding(code=finding.code, facts={"function": function, **finding.facts}), losses)
