"""The kinds about models and training in the real checker and the real sandbox: their operations cross the wire."""

from pathlib import Path
from textwrap import dedent

import pytest

from graders.results import Verdict
from worker.job import Job
from worker.pipeline import open_pipeline

LAB_TOML = """
[lab]
title = "Training"

[limits]
call_s = 20
total_s = 60

[[exercise]]
name = "q"
title = "Everything about training"
points = 8
"""
SOLUTION = """
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, width=3):
        super().__init__()
        self.lstm = nn.LSTM(2, 10 * width)
        self.norm = nn.BatchNorm1d(10 * width)

    def forward(self, x):
        outputs, state = self.lstm(x)
        return self.norm(outputs), state


class Auto(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 4)

    def forward(self, x):
        return self.layer(x.flatten(1)).reshape(x.shape).sigmoid()


def make_optimizer(model):
    return torch.optim.Adam(model.parameters(), lr=0.05)


def train_step(model, optimizer, x, y):
    optimizer.zero_grad()
    nn.functional.mse_loss(model(x), y).backward()
    optimizer.step()


def train(model, x, y):
    optimizer = make_optimizer(model)
    for _ in range(150):
        train_step(model, optimizer, x, y)


def fit(x, y):
    w = torch.zeros(())
    after = []
    for _ in range(20):
        w = w - 0.5 * ((w * x - y) * x).mean()
        after.append((w,))
    return after


class SGD:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        with torch.no_grad():
            for p in self.params:
                p -= self.lr * p.grad

    def zero_grad(self):
        for p in self.params:
            p.grad = None
"""
CHECKS = """
import torch
from graders import Split, exercise

mse = torch.nn.functional.mse_loss


def pictures(d):
    clean = (d.normal((120, 1, 2, 2)) > 0).float()
    noisy = clean + 0.1 * d.normal((120, 1, 2, 2))
    return Split(noisy[:90], clean[:90], noisy[90:], clean[90:])


def line(d):
    x = d.normal((30,))
    return Split(x, 3 * x, x, 3 * x)


q = exercise("q")
q.equivalence("Net", points=1, inputs=lambda d: d.normal((5, 2)))
q.running_statistics("Net", points=1, inputs=lambda d: d.normal((5, 2)))
q.parameter_count("Net", points=1, arguments=(300,), proved_at=(1,), inputs=lambda d: d.normal((5, 2)))
q.update_steps("train_step", model="Auto", optimizer="make_optimizer", points=1,
               batches=lambda d: (d.normal((6, 1, 2, 2)), d.uniform((6, 1, 2, 2))))
q.optimizer_steps("SGD", points=1, arguments=(0.1,))
q.metric("Auto", "psnr", points=1, at_least=15, data=pictures)
q.converges("Auto", points=1, loss=mse, data=pictures, epochs=2, falls_to=0.5)
q.fitted_converges("fit", points=1, start=(0.0,), loss=mse, data=line, epochs=20, falls_to=0.01,
                   predict=lambda w, x: w[0] * x)
"""


@pytest.fixture(scope="module")
def pipeline():
    opened = open_pipeline(ready=1, concurrent=2)
    yield opened
    opened.close()


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    folder = tmp_path / "course" / "training"
    folder.mkdir(parents=True)
    texts = {"lab.toml": LAB_TOML, "solution.py": SOLUTION, "starter.py": "", "statement.md": "T", "checks.py": CHECKS}
    for name, text in texts.items():
        (folder / name).write_text(text)
    return folder


def graded(pipeline, lab: Path, source: str):
    job = Job(
        lab_folder=lab,
        lab_hash=str(lab),
        file_name="mine.py",
        data=dedent(source).encode(),
        exercises=(),
        seed=b"s" * 32,
    )
    return {check.check: check for check in pipeline.grade(job, lambda _event: None).checks}


def test_a_right_hand_in_passes_every_kind(pipeline, lab):
    results = graded(pipeline, lab, SOLUTION)
    assert {name: check.finding for name, check in results.items() if check.verdict is not Verdict.PASS} == {}


def test_a_wrong_one_fails_each_by_its_own_finding(pipeline, lab):
    wrong = (
        SOLUTION.replace("nn.LSTM(2, 10 * width)", "nn.LSTM(2, 10 * width, bias=False)")
        .replace("    optimizer.step()\n", "")
        .replace("p -= self.lr", "p += self.lr")
        .replace("w = w - 0.5", "w = w - 0.0")
    )
    found = {name: check.finding.code for name, check in graded(pipeline, lab, wrong).items()}
    assert found == {
        "equivalence_Net": "mapping",
        "running_statistics_Net": "mapping",
        "parameter_count_Net": "count",
        "steps_train_step": "unmoved",
        "steps_SGD": "values",
        "psnr_Auto": "score",
        "converges_train": "trend_falls",
        "converges_fit": "trend_falls",
    }


def test_a_process_that_answers_what_it_likes_earns_nothing_and_breaks_nothing(pipeline, lab):
    hostile = """
        import torch
        from torch import nn

        class Net(nn.Module):
            def __init__(self, width=3):
                super().__init__()
                self.w = nn.Parameter(torch.zeros(1))

            def named_parameters(self, *args, **kwargs):
                return [("w" * 300, self.w), (3, torch.ones(2).to_sparse()), ("", None)]

            def forward(self, x):
                return {"a": [self.w] * 50}, float("nan")

        Auto = Net

        def make_optimizer(model): return 7
        def train_step(model, optimizer, x, y): model.w.data = torch.ones(2, 2)
        def train(model, x, y): model.w = None
        def fit(x, y): return [{"w": float("inf")}] * 20

        class SGD:
            def __init__(self, params, lr): self.params = params
            def zero_grad(self): self.params.clear()
            def step(self): return NotImplemented
    """
    results = graded(pipeline, lab, hostile)
    assert sum(check.points for check in results.values()) == 0
    assert Verdict.PASS not in {check.verdict for check in results.values()}
