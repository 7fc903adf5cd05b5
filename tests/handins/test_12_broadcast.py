"""Demand 8: points are hidden, branches unequal, and (n, 1) against (n,) is said where PyTorch only warns."""

from __future__ import annotations

SOLUTION = """
import torch


def loss(x, y):
    return torch.nn.functional.mse_loss(x, y)


def branch(x):
    return torch.where(x > 0, x, -2 * x)
"""
CHECKS = """
from graders import exercise

q = exercise("q")
q.value("loss", points=1, draw=lambda d: (d.uniform((5,), 1, 2), d.uniform((5,), 1, 2)))
q.value("branch", points=1, draw=lambda d: (d.uniform((9,), -1, 1),))
"""
TEXT = """
import torch
def loss(x, y):
    return torch.nn.MSELoss()(x.unsqueeze(1), y)
def branch(x):
    return max(x.max(), 0) * 0 + x
"""


def test_the_warning_becomes_a_note(graded):
    result = graded(TEXT, SOLUTION, CHECKS)
    assert not any(verdict == "PASS" for verdict in result.verdicts.values())
    assert [note.code for note in result.outcome.notes] == ["broadcast"]
    assert result.outcome.notes[0].facts["line"] == 4
    assert "such as (n, 1) and (n,)" in result.notes[0]


def test_other_warnings_still_reach_the_student(graded):
    text = TEXT.replace(".unsqueeze(1)", "").replace("def branch", "import warnings\ndef branch")
    text = text.replace("    return max", "    warnings.warn('mind this')\n    return max")
    result = graded(text, SOLUTION, CHECKS)
    assert "mind this" in result.checks["value_branch"].output
    assert result.notes == []
