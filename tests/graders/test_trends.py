"""Convergence, by losses that we compute from the weights after each epoch."""

from __future__ import annotations

import math

import pytest

from graders.kinds.trends import Trend

SOLUTION = """
    import torch
    from torch import nn


    class Line(nn.Module):
        def __init__(self):
            super().__init__()
            self.linear = nn.Linear(2, 1)

        def forward(self, x):
            return self.linear(x).squeeze(1)


    def fit_epoch(model, x, y):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for batch in torch.arange(len(x)).split(16):
            optimizer.zero_grad()
            nn.functional.mse_loss(model(x[batch]), y[batch]).backward()
            optimizer.step()


    def fit(x, y, epochs):
        w, b, after = 1.0, 1.0, []
        for _ in range(epochs):
            residual = w * x + b - y
            w, b = w - 0.3 * (residual * x).mean().item(), b - 0.3 * residual.mean().item()
            after.append((w, b))
        return after
"""
CHECKS = """
    import torch
    from graders import Split, exercise

    mse = torch.nn.functional.mse_loss


    def plane(draw):
        x = draw.normal((80, 2))
        y = x @ draw.uniform((2,), 2, 3) + 1 + 0.1 * draw.normal((80,))
        return Split(x[:64], y[:64], x[64:], y[64:])


    def line(draw):
        x = draw.normal((40,))
        y = 3 * x - 2 + 0.1 * draw.normal((40,))
        return Split(x, y, x, y)


    def least(data):
        columns = torch.stack([data.train_x, torch.ones_like(data.train_x)], 1)
        return float(mse(columns @ torch.linalg.lstsq(columns, data.train_y[:, None]).solution, data.train_y[:, None]))


    q = exercise("q")
    q.converges("Line", points=2, train="fit_epoch", loss=mse, data=plane, epochs=6, falls_to=0.1, slack=0.5)
    q.fitted_converges("fit", points=2, start=(1.0, 1.0), loss=mse, data=line, epochs=30, falls_to=0.1, slack=0.0,
                       settings={"epochs": 30}, optimum=least, predict=lambda w, x: w[0] * x + w[1])
"""


@pytest.fixture
def written(lab):
    return lab.write(checks=CHECKS, solution=SOLUTION)


def codes(results):
    return {r.check: r.finding.code for r in results.values() if r.finding}


def test_what_converges_passes(written):
    assert codes(written.grade()) == {}


EPOCH, FIT = "converges_fit_epoch", "converges_fit"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("lr=0.1", "lr=0.001", {EPOCH: "trend_falls"}),
        ("optimizer.step()", "pass", {EPOCH: "trend_falls"}),
        (".backward()", ".neg().backward()", {EPOCH: "trend_rises"}),
        ("lr=0.1", "lr=1e12", {EPOCH: "diverged"}),
        ("w - 0.3", "w + 0.3", {FIT: "trend_rises"}),
        ("b - 0.3", "b - 0.0", {FIT: "trend_falls"}),
        ("w - 0.3", "w - 0.01", {FIT: "trend_falls"}),
        ("b - 0.3", "b - 0.1", {FIT: "trend_optimum"}),
        ("w - 0.3", "w - 1e200", {FIT: "trend_diverged"}),
        ("w - 0.3", "float('nan') - 0.3", {FIT: "trend_diverged"}),
        ("after.append((w, b))", "after = [(w, b)]", {FIT: "length"}),
        ("return after", "return len(after)", {FIT: "length"}),
        ("return after", "return [(0.0, y * k / len(after)) for k in range(len(after))]", {FIT: "shape"}),
    ],
)
def test_what_does_not_converge_is_told_by_how(written, old: str, new: str, found: dict[str, str]):
    assert SOLUTION.count(old) == 1
    results = written.grade(SOLUTION.replace(old, new))
    assert codes(results) == found
    assert all(results[check].points == 0 for check in found)


def test_a_made_up_history_earns_nothing(written):
    losses = "def fit(x, y, epochs):\n    return [10.0 / (n + 1) for n in range(epochs)]\n"
    assert codes(written.grade(losses)) == {FIT: "unfit"}
    # A bad beginning of its own choice cannot make an end look good: the start is the author's.
    from_afar = """
        def fit(x, y, epochs):
            return [(1000.0 / 1.3 ** n, 0.0) for n in range(epochs)]
    """
    assert codes(written.grade(from_afar)) == {FIT: "trend_rises"}


def trend(**changed: object) -> Trend:
    return Trend(**{"falls_to": 0.5, "slack": 0.1, "optimum": None, "within": 0.05, **changed})


@pytest.mark.parametrize(
    ("losses", "code", "facts"),
    [
        ([4.0, 2.0], None, {}),
        ([4.0, 4.4, 2.0], None, {}),
        ([4.0, 1e-9, 1e-8], None, {}),
        ([4.0, 4.5, 2.0], "trend_rises", {"epoch": 1, "before": 4.0, "after": 4.5, "epochs": 2}),
        ([4.0, 3.0, 2.1], "trend_falls", {"first": 4.0, "last": 2.1, "falls_to": 0.5}),
        ([4.0, math.nan, 1.0], "trend_diverged", {"epoch": 1}),
        ([4.0, 1.0, math.inf], "trend_diverged", {"epoch": 2, "last": None}),
    ],
)
def test_the_first_thing_that_is_broken_is_told(losses: list[float], code: str | None, facts: dict[str, object]):
    found = trend().broken(losses, None)
    assert (found.code if found else None) == code
    assert facts.items() <= (found.facts if found else {}).items()


def test_near_the_optimum():
    near = trend(optimum=lambda data: 2.0)
    assert near.broken([4.0, 2.0], None) is None
    assert trend(falls_to=None, optimum=lambda data: 2.0).broken([4.0, 2.2], None).code == "trend_optimum"
