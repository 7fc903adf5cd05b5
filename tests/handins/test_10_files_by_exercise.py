"""Demand 7: which file of a folder answers which exercise."""

from __future__ import annotations

from graders.results import Verdict
from tests.handins.conftest import packed
from tests.handins.test_09_folders import CHECKS, PATTERNS, SOLUTION

DOUBLE, TRIPLE = "def double(x):\n    return 2 * x\n", "def triple(x):\n    return 3 * x\n"


def test_each_exercise_sees_its_own_file_alone(graded):
    data = packed({"Q1.py": DOUBLE + "def triple(x):\n    return x\n", "week4_q2 (copy).py": TRIPLE})
    assert graded(data, SOLUTION, CHECKS, name="lab.zip", files=PATTERNS).passed


def test_a_question_that_nobody_answered(graded):
    result = graded(packed({"q1.py": DOUBLE, "q10.py": TRIPLE}), SOLUTION, CHECKS, name="lab.zip", files=PATTERNS)
    assert result.verdicts == {"value_double": Verdict.PASS, "value_triple": Verdict.MISSING}
    assert result.message("value_triple") == (
        "None of your files is for this exercise: it asks for a name like “*q2*”, and you handed in “q1.py”, “q10.py”. "
        "Rename the file that holds your solution, or add it."
    )


def test_one_file_for_all_and_one_file_for_one(graded):
    whole = graded(DOUBLE + TRIPLE, SOLUTION, CHECKS, name="my lab.py", files=PATTERNS)
    assert whole.passed
    one = graded(DOUBLE + TRIPLE, SOLUTION, CHECKS, name="q1.py", files=PATTERNS)
    assert one.verdicts == {"value_double": Verdict.PASS, "value_triple": Verdict.MISSING}


def test_without_patterns_all_files_count_together(graded):
    assert graded(packed({"a.py": DOUBLE, "sub/b.py": TRIPLE}), SOLUTION, CHECKS, name="lab.zip").passed
