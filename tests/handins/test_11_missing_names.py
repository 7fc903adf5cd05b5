"""Demand 9: a missing name is answered with the names that the file does define, and the nearest one."""

from __future__ import annotations

import pytest

from graders.results import Verdict

SOLUTION = "def poly_grad(x):\n    return 2 * x\n\n\ndef poly_grads(x):\n    return 3 * x\n"
CHECKS = """
from graders import exercise

q = exercise("q")
q.value("poly_grad", points=1, draw=lambda d: (d.uniform((5,), 1, 2),))
q.value("poly_grads", points=1, draw=lambda d: (d.uniform((5,), 1, 2),))
"""


def test_the_nearest_name_is_proposed(graded):
    result = graded("def polygrad(x):\n    return 2 * x\nder = 3\n", SOLUTION, CHECKS)
    assert result.message("value_poly_grad") == (
        "Your file does not define `poly_grad`. It defines `polygrad`, `der`. Is `polygrad` meant? Then rename it."
    )


def test_no_name_is_proposed_that_the_lab_asks_for_elsewhere(graded):
    result = graded("def poly_grads(x):\n    return 3 * x\n", SOLUTION, CHECKS)
    assert result.verdicts == {"value_poly_grad": Verdict.MISSING, "value_poly_grads": Verdict.PASS}
    assert "Is `" not in result.message("value_poly_grad")


def test_a_name_whose_definition_failed_is_told_by_that(graded):
    result = graded("import nosuch\nfrom nosuch import poly_grad\n", SOLUTION, CHECKS)
    assert "ModuleNotFoundError (line 2" in result.message("value_poly_grad")


@pytest.mark.parametrize("text", ["", "   \n", "def f(:\n"])
def test_an_unreadable_file_is_one_note_and_each_check_its_verdict(graded, text):
    result = graded(text, SOLUTION, CHECKS)
    assert set(result.verdicts.values()) == {Verdict.UNREADABLE}
    assert len(result.notes) == 1
