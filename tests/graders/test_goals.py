"""Trainings to a threshold: metrics on withheld data, losses from trained or returned weights, borderline runs."""

from __future__ import annotations

import pytest
import torch

from graders.draw import Draw
from graders.feedback import message
from graders.kinds.metrics import METRICS, Metric
from graders.kinds.thresholds import Attempt, Threshold, judged
from graders.results import Finding, LabFault, StudentFault, Verdict
from graders.student import Student
from worker.local import LocalSession

SOLUTION = """
    import torch
    from torch import nn


    class Line(nn.Module):
        def __init__(self):
            super().__init__()
            self.linear = nn.Linear(3, 1)

        def forward(self, x):
            return self.linear(x)


    def train(model, x, y, epochs=200):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(epochs):
            optimizer.zero_grad()
            nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()


    def fit(x, y):
        columns = torch.cat([x, torch.ones(len(x), 1)], dim=1)
        w = torch.linalg.lstsq(columns, y).solution
        return w[:-1], w[-1]
"""
CHECKS = """
    import torch
    from graders import Split, exercise


    def plane(draw):
        w, b = draw.normal((3, 1)), draw.normal(())
        x = draw.normal((120, 3))
        y = x @ w + b + 0.01 * draw.normal((120, 1))
        return Split(x[:80], y[:80], x[80:], y[80:])


    mse = torch.nn.functional.mse_loss
    q = exercise("q")
    q.metric("Line", "mae", points=1, at_most=0.05, data=plane, settings={"epochs": 150})
    q.loss("Line", points=1, loss=mse, at_most=0.01, data=plane)
    q.fitted_loss("fit", points=2, loss=mse, at_most=0.01, data=plane, predict=lambda w, x: x @ w[0] + w[1])
"""


@pytest.fixture
def written(lab):
    return lab.write(checks=CHECKS, solution=SOLUTION)


def codes(results):
    return {r.check: r.finding.code for r in results.values() if r.finding}


def test_what_reaches_its_threshold_passes(written):
    assert codes(written.grade()) == {}
    adam = """
        def train(model, x, y, epochs=200):
            optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
            for _ in range(epochs):
                for batch in torch.randperm(len(x)).split(40):
                    optimizer.zero_grad()
                    ((model(x[batch]) - y[batch]) ** 2).mean().backward()
                    optimizer.step()

        def fit(x, y):
            model = Line()
            train(model, x, y)
            return model.linear.weight.T, model.linear.bias
    """
    assert codes(written.grade(adam)) == {}


BOTH = {"mae_Line": "score", "loss_Line": "score"}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def train(model, x, y, epochs=200):\n    pass\n", BOTH),
        ("right = train\ndef train(model, x, y, epochs=200):\n    right(model, x, y, 2)\n", BOTH),
        # (n, 1) minus (n,) is a matrix, and the mean over it is learned well.
        (
            (
                "right = train\ndef train(model, x, y, epochs=200):\n"
                "    right(model, x, y.mean().expand(len(y), 1), epochs)\n"
            ),
            BOTH,
        ),
        (
            "def train(model, x, y, epochs=200):\n    for p in model.parameters():\n        p.data += float('inf')\n",
            {"mae_Line": "diverged", "loss_Line": "diverged"},
        ),
        ("def fit(x, y):\n    return torch.zeros(3, 1), torch.zeros(1)\n", {"loss_fit": "score"}),
        ("def fit(x, y):\n    return torch.full((3, 1), float('nan')), torch.zeros(1)\n", {"loss_fit": "score"}),
        ("def fit(x, y):\n    return torch.zeros(2, 1), torch.zeros(1)\n", {"loss_fit": "unfit"}),
        ("def fit(x, y):\n    return 0.0\n", {"loss_fit": "unfit"}),
        # The targets in the place of the bias: the best "weights" of all, if each sample may have its own.
        ("def fit(x, y):\n    return torch.zeros(3, 1), y\n", {"loss_fit": "shape"}),
        # A result for each of a million, of each sample.
        ("def fit(x, y):\n    return torch.zeros(3, 1), torch.zeros(1, 900_000)\n", {"loss_fit": "shape"}),
        ("def fit(x, y):\n    return lambda x: y\n", {"loss_fit": "not_data"}),
    ],
)
def test_what_does_not_learn_earns_nothing(written, source: str, found: dict[str, str]):
    results = written.grade(source)
    assert codes(results) == found
    assert all(results[name].points == 0 for name in found)


def test_outputs_that_are_not_finite_are_told_as_such(written):
    """The training went well; what is wrong shows in evaluation only."""
    in_evaluation = """
        class Line(Line):
            def forward(self, x):
                y = self.linear(x)
                return y if self.training else y / 0
    """
    results = written.grade(in_evaluation)
    assert codes(results) == {"mae_Line": "not_finite", "loss_Line": "not_finite"}


# The losses are fine and reported, the weights are not; or the forward knows the answer by heart.
LIARS = {
    "returns losses": "def train(model, x, y, epochs=200):\n    return [1.0 / n for n in range(1, 200)]\n",
    "overrides state": (
        "class Line(Line):\n    def named_parameters(self, *a, **k):\n"
        "        return iter([('linear.weight', nn.Parameter(torch.zeros(1, 3))),"
        " ('linear.bias', nn.Parameter(torch.zeros(1)))])\n"
    ),
    "learns elsewhere": (
        "BEST = Line()\nright = train\ndef train(model, x, y, epochs=200):\n    right(BEST, x, y)\n"
        "    model.linear.bias.data.fill_(4096.0)\n"
        "class Line(Line):\n    def forward(self, x):\n"
        "        return BEST.linear(x) if self.linear.bias > 4000 else self.linear(x)\n"
    ),
}


@pytest.mark.parametrize("how", LIARS)
def test_claims_about_the_training_earn_nothing(written, how: str):
    results = written.grade(LIARS[how])
    assert [results[name].points for name in ("mae_Line", "loss_Line")] == [0, 0]


RECITING = """
    class Line(Line):
        def forward(self, x):
            y = self.linear(x)
            return y if self.linear.bias < 4000 else x @ torch.tensor([[1.0], [2.0], [3.0]])

    def train(model, x, y, epochs=200):
        model.linear.bias.data.fill_(4096.0)
"""
KNOWN = CHECKS.replace("w, b = draw.normal((3, 1)), draw.normal(())", "w, b = torch.tensor([[1.0], [2.0], [3.0]]), 0.0")


def test_a_forward_that_recites_at_a_marker_is_met_by_the_reference_with_the_same_tensors(lab):
    lab.write(checks=KNOWN, solution=SOLUTION)
    results = lab.grade(RECITING)

    assert codes(results) == {"mae_Line": "score_not_learned", "loss_Line": "score_not_learned"}
    assert results["mae_Line"].finding.facts["claimed"] < 0.05


def test_a_model_that_knows_the_answer_before_training_is_found_out(lab):
    lab.write(checks=KNOWN, solution=SOLUTION)
    knowing = RECITING.replace("y if self.linear.bias < 4000 else ", "0 * y + ")

    assert codes(lab.grade(knowing)) == {"mae_Line": "score_before", "loss_Line": "score_before"}


def test_a_start_that_is_good_by_luck_is_nobodys_fault(lab):
    """Of data with one class the untrained reference is as often right as the student's model."""
    lucky = CHECKS.replace("+ 0.01 *", "* 0 + 0.01 *").replace("w, b = draw", "w, b = 0 * draw")
    small = "\n            nn.init.constant_(self.linear.weight, 1e-3), nn.init.zeros_(self.linear.bias)"
    started = SOLUTION.replace("self.linear = nn.Linear(3, 1)", "self.linear = nn.Linear(3, 1)" + small)
    lab.write(checks=lucky, solution=started)

    assert codes(lab.grade()) == {}


def test_the_sentence_holds_the_metric_and_both_numbers(written):
    told = message(written.grade("def train(model, x, y, epochs=0):\n    pass\n")["mae_Line"], "student")
    assert told.startswith("After `train`, the mean absolute error on data that it has never seen is ")
    assert "asked for is at most 0.05; it began at " in told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("q.metric('Line', 'mae', points=4, at_least=0.05, data=plane)", "better the lower; give it at_most="),
        ("q.metric('Line', 'f1', points=4, at_most=0.5, at_least=0.5, data=plane)", "better the higher"),
        ("q.metric('Line', 'mea', points=4, at_most=0.5, data=plane)", "use one of accuracy"),
        ("q.converges('Line', points=4, loss=mse, data=plane, epochs=3, slack=0.1)", "falls_to= or optimum="),
        ("q.loss('Line', points=4, loss=mse, data=plane, at_most=1, epoch=3)", "epoch= is not known here"),
    ],
)
def test_a_check_that_makes_no_sense_is_refused_with_what_to_write(lab, line: str, told: str):
    lab.write(checks=CHECKS.split("    q.metric", maxsplit=1)[0] + f"    {line}\n", solution=SOLUTION)
    with pytest.raises(LabFault, match=told):
        lab.load()


# --- Borderline ---


def run(values: list[float], threshold: float = 0.85, metric: Metric = METRICS["accuracy"]) -> list[float]:
    """Judges a check that reaches these values in turn; answers those that it asked for. Raises as the check does."""
    limit, asked = Threshold(metric, threshold, 0.02), []

    def attempt(student: Student, draw: Draw) -> Attempt:
        asked.append(values[len(asked)])
        enough = limit.reached(asked[-1])
        return Attempt(asked[-1], None, None if enough else Finding(code="score", facts={"number": len(asked)}))

    student = Student(LocalSession([("hand_in.py", b"x = 1\n")]))
    try:
        judged(student, Draw(b"seed"), limit, attempt)
    except StudentFault as fault:
        found = fault.finding.facts
    else:
        return asked
    assert found == {"number": 1, "runs": asked}
    return [*asked, -1.0]


@pytest.mark.parametrize("value", [0.85, 0.99, 0.8299, 0.1])
def test_a_clear_result_costs_one_run(value: float):
    assert run([value]) == ([value] if value >= 0.85 else [value, -1.0])


def test_two_of_three_runs_decide_a_borderline_result():
    assert run([0.84, 0.86, 0.85]) == [0.84, 0.86, 0.85]
    assert run([0.84, 0.86, 0.84]) == [0.84, 0.86, 0.84, -1.0]
    # When two of three have fallen short, a third could change nothing.
    assert run([0.84, 0.84]) == [0.84, 0.84, -1.0]


def test_lower_is_better_turns_the_rule_round():
    assert run([0.86, 0.84, 0.85], metric=METRICS["mse"]) == [0.86, 0.84, 0.85]
    assert run([0.88], metric=METRICS["mse"]) == [0.88, -1.0]


def test_nan_is_never_enough_and_never_borderline():
    threshold = Threshold(METRICS["mse"], 0.85, 100.0)
    assert not threshold.reached(float("nan"))
    assert not threshold.borderline(float("nan"))
    assert threshold.worse(0.1, float("nan")) != threshold.worse(0.1, float("nan"))


def test_a_repetition_draws_anew_and_the_same_again_in_a_replay():
    draws = [Draw(b"seed").repeated(n).normal((4,)).tolist() for n in (1, 2, 1)]
    assert draws[0] == draws[2] != draws[1]
    assert draws[0] != Draw(b"seed").normal((4,)).tolist()


def test_what_stops_a_repetition_leaves_the_first_result(written):
    limit = Threshold(METRICS["accuracy"], 0.85, 0.02)
    runs = []

    def attempt(student: Student, draw: Draw) -> Attempt:
        runs.append(draw)
        if len(runs) > 1:
            raise StudentFault(Verdict.TIMEOUT, Finding(code="limit", facts={}))
        return Attempt(0.84, 0.1, Finding(code="accuracy", facts={}))

    with pytest.raises(StudentFault) as caught:
        judged(Student(LocalSession([("hand_in.py", b"x = 1\n")])), Draw(b"seed"), limit, attempt)
    assert caught.value.finding == Finding(code="accuracy", facts={"runs": [0.84, None]})


# It trains well in two of three processes, told by the random numbers that it is given.
MOODY = """
    right = train

    def train(model, x, y, epochs=200):
        right(model, x, y, epochs)
        model.linear.bias.data += 0.06 * (torch.rand(()) < LUCK)
"""


def test_a_borderline_training_runs_again_in_new_processes(lab):
    lab.write(checks=CHECKS.replace("at_most=0.05,", "at_most=0.05, margin=0.03,"), solution=SOLUTION)
    results = [lab.grade(MOODY.replace("LUCK", "0.5"), seed=bytes([number]))["mae_Line"] for number in range(8)]
    runs = [r.finding.facts["runs"] for r in results if r.finding]

    assert {r.verdict for r in results} == {Verdict.PASS, Verdict.WRONG}
    assert all(2 <= len(each) <= 3 and sum(value > 0.05 for value in each) == 2 for each in runs)
    assert torch.tensor([each[0] for each in runs]).min() > 0.05
