"""Demand 1: do not expect functions. On the second road a file runs whole, and what it names and prints is graded."""

from __future__ import annotations

import pytest

from graders.results import Verdict
from tests.handins.conftest import notebook

SOLUTION = """
import torch

x = torch.tensor([2.0], requires_grad=True)
y = 8 * x**4 + 3 * x**3 + 7 * x**2 + 6 * x + 3
y.backward()
slope = x.grad.item()
w = torch.tensor([[1.0, 2.0], [3.0, 4.0]])


def poly_grad(x):
    return 32 * x**3 + 9 * x**2 + 14 * x + 6


def step(w, g, rate):
    return w - rate * g


print("slope", slope)
print(w)
"""
CHECKS = """
from graders import exercise

q = exercise("q")
q.named("slope", "grad", "der_value", points=1, near=326.0)
q.printed(points=1, reference="slope", within=0.01)
q.printed(points=1, reference="w", within=0.001, name="matrix")
q.behaves(reference="poly_grad", points=1, draw=lambda d: [(d.uniform((7,), -3, 3),), (d.scalar(-3, 3),)])
"""
FLAT = """
import torch
import matplotlib.pyplot as plt
x = torch.tensor(2.0, requires_grad=True)
def f(x):
    return 8*x**4 + 3*x**3 + 7*x**2 + 6*x + 3
def der(t):
    return 32*t**3 + 9*t**2 + 14*t + 6
f(x).backward()
grad = x.grad
for epoch in range(3):
    print(f"epoch {epoch}: loss={1.5:.4f}")
print("Analytical:", der(2.0), "autograd:", grad)
W = torch.tensor([[1,2],[3,4]], dtype=torch.float64)
print(W)
plt.plot([1]); plt.show()
if __name__ == "__main__":
    print("done")
"""


def grade(graded, hand_in, name="Lab2 q5.py", **lab):
    return graded(hand_in, SOLUTION, CHECKS, name=name, road="as-handed-in", **lab)


def test_a_flat_script_gets_its_points(graded):
    result = grade(graded, FLAT)
    assert result.passed, [result.message(name) for name in result.checks]
    assert result.notes == []


def test_a_notebook_shows_its_last_values_and_goes_on_after_a_failing_cell(graded):
    cells = ["%matplotlib inline\nimport torch\ngrad = torch.tensor([326.])\ngrad", "open('no.csv')\nx = 1"]
    cells += ["w = [[1, 2], [3, 4]]\nprint(w)", "def der(t): return 32*t**3 + 9*t**2 + 14*t + 6"]
    result = grade(graded, notebook(*cells), "lab.ipynb")
    assert result.passed, [result.message(name) for name in result.checks]
    assert len(result.notes) == 1
    assert result.notes[0].startswith("Cell 2, line 1 raised FileNotFoundError: ")


def test_what_a_wrong_file_reads(graded):
    wrong = FLAT.replace("3*x**3", "2*x**3").replace("9*t**2", "9*t").replace("[3,4]", "[3,5]")
    result = grade(graded, wrong)
    assert set(result.verdicts.values()) == {Verdict.WRONG}
    assert result.message("named_slope").startswith("`grad` is not right when your file has run. Look at")
    assert result.message("printed").startswith(
        "Your file prints numbers while it runs, but the right one is not among them. Look at the formula"
    )
    assert "the 4 right numbers do not stand there in their order" in result.message("matrix")
    tried = "None of the functions of your file does what `poly_grad` is to do; tried were `der`, `f`."
    assert result.message("behaves_poly_grad").startswith(tried)
    assert "326" not in "".join(result.message(name) for name in result.checks)


def test_a_script_stops_at_its_first_error_and_what_came_before_counts(graded):
    result = grade(graded, "print(326.0)\ngrad = 326\nraise ValueError('too late')\nprint([1, 2, 3, 4])\n")
    assert result.verdicts["named_slope"] is Verdict.PASS
    assert result.verdicts["printed"] is Verdict.PASS
    assert result.verdicts["matrix"] is Verdict.WRONG
    assert result.notes == [
        "Line 3 raised ValueError: too late (`raise ValueError('too late')`). Nothing below it was run."
    ]


def test_names_that_are_not_there(graded):
    result = grade(graded, "result = 326.0\n")
    assert result.verdicts["named_slope"] is Verdict.MISSING
    told = "Your file gives no value to `slope` or `grad` or `der_value`. It defines `result`."
    assert result.message("named_slope").startswith(told)
    assert result.verdicts["behaves_poly_grad"] is Verdict.MISSING
    assert "no function that can be called with 1 argument" in result.message("behaves_poly_grad")
    assert result.message("printed").startswith("Your file prints no number while it runs.")


@pytest.mark.parametrize("end", ["import sys\nsys.exit()", "exit(0)"])
def test_an_orderly_end_is_no_failure(graded, end):
    result = grade(graded, FLAT + end + "\n")
    assert result.passed
    assert result.notes == []


def test_a_run_that_does_not_end_is_stopped_by_its_own_limit(graded):
    result = grade(graded, "while True:\n    pass\n", limits="run_s = 1.0\ncall_s = 5.0")
    assert set(result.verdicts.values()) == {Verdict.TIMEOUT}
    assert "stopped after 1 s" in result.message("printed")


def test_training_does_not_eat_the_time_of_the_checks(graded):
    slow = "import time\ntime.sleep(3)\n" + FLAT
    result = grade(graded, slow, limits="run_s = 20.0\ntotal_s = 2.5\ncall_s = 1.0")
    assert result.passed, [result.message(name) for name in result.checks]
