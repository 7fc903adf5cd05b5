"""Demand 6: a run has its own time; prints, pictures and processes without measure do no harm."""

from __future__ import annotations

from graders.results import Verdict

SOLUTION = "answer = 42\nprint(answer)\n"
CHECKS = """
from graders import exercise

q = exercise("q")
q.named("answer", points=1, near=42)
q.printed(points=1, near=42, within=0.001, which="last")
"""


def grade(graded, text, **lab):
    return graded(text, SOLUTION, CHECKS, road="as-handed-in", **lab)


def test_twenty_thousand_lines_are_printed_and_the_last_number_is_found(graded):
    text = "for i in range(20000):\n    print('epoch', i, 'loss', 0.5)\nanswer = 42\nprint('answer:', answer)\n"
    result = grade(graded, text)
    assert result.passed, [result.message(name) for name in result.checks]
    assert len(result.checks["named_answer"].output) < 70_000


def test_a_number_that_is_cut_in_two_is_no_number(graded):
    text = "answer = 42\nprint('9' * 70000 + '42')\n"
    assert grade(graded, text).verdicts["printed"] is Verdict.WRONG


def test_pictures_without_measure_stay_within_the_memory(graded):
    text = "import matplotlib.pyplot as plt\nfor i in range(300):\n    plt.figure()\n    plt.show()\n"
    text += "assert not plt.get_fignums()\nanswer = 42\nprint(answer)\n"
    result = grade(graded, text)
    assert result.passed, [result.message(name) for name in result.checks]


def test_prints_without_end(graded):
    result = grade(graded, "while True:\n    print('x' * 100000)\n", limits="run_s = 30.0")
    assert set(result.verdicts.values()) == {Verdict.OUTPUT}


def test_worker_processes_are_none(graded):
    text = """
import torch
from torch.utils.data import DataLoader
loader = DataLoader(torch.arange(8), num_workers=8, persistent_workers=True, prefetch_factor=4, pin_memory=True)
answer = 14 + sum(int(batch) for batch in loader)
print(answer)
"""
    result = grade(graded, text)
    assert result.passed, [result.message(name) for name in result.checks]


def test_a_run_that_ends_its_process(graded):
    result = grade(graded, "answer = 42\nprint(answer)\nimport os\nos._exit(0)\n")
    assert set(result.verdicts.values()) == {Verdict.NO_RESULT}


def test_what_a_run_says_of_itself_gives_no_points(graded):
    """The code that counts numbers stands on our side; what the process returns is data to it."""
    text = """
import sys
class Liar:
    def __eq__(self, other): return True
    def __float__(self): return 42.0
    def __array__(self, *a, **k): raise SystemExit
answer = Liar()
sys.stdout = None
"""
    assert grade(graded, text).verdicts == {"named_answer": Verdict.INVALID, "printed": Verdict.WRONG}
