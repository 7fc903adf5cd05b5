"""Demand 3: a name defined twice. The last definition counts unless an earlier one passes, and a note says which."""

from __future__ import annotations

import re

from graders.results import Verdict
from tests.handins.conftest import notebook, packed

SOLUTION = "def double(x):\n    return 2 * x\n\n\ndef triple(x):\n    return 3 * x\n"
CHECKS = """
from graders import exercise

q = exercise("q")
q.value("double", points=1, draw=lambda d: (d.uniform((5,), 1, 2),))
q.value("triple", points=1, draw=lambda d: (d.uniform((5,), 1, 2),))
"""
RIGHT, ABLATION = "def double(x):\n    return 2 * x\n", "import torch\ndef double(x):\n    return torch.rand(5)\n"
TRIPLE = "def triple(x):\n    return 3 * x\n"


def test_an_ablation_at_the_end_does_not_sink_the_right_one(graded):
    result = graded(notebook(RIGHT, TRIPLE, ABLATION), SOLUTION, CHECKS, name="lab.ipynb")
    assert result.passed, [result.message(name) for name in result.checks]
    assert result.notes == [
        (
            "`double` is defined 2 times. Graded was an earlier one, with which more checks pass (cell 1, line 1). "
            "Keep one of them."
        )
    ]


def test_the_last_one_counts_where_it_is_right(graded):
    result = graded(notebook(ABLATION, TRIPLE, RIGHT), SOLUTION, CHECKS, name="lab.ipynb")
    assert result.passed
    assert result.notes == ["`double` is defined 2 times. Graded was the last one (cell 3, line 1). Keep one of them."]


def test_where_none_is_right_the_last_one_is_told(graded):
    wrong = "def double(x):\n    return x\n"
    result = graded(notebook(wrong, TRIPLE, "def double(x):\n    return 1 / 0\n"), SOLUTION, CHECKS, name="lab.ipynb")
    assert result.verdicts == {"value_double": Verdict.CRASH, "value_triple": Verdict.PASS}
    assert "cell 3, line 2" in result.message("value_double")


def test_more_definitions_than_are_tried(graded):
    wrong = [f"def double(x):\n    return x + {number}\n" for number in range(4)]
    result = graded(notebook(RIGHT, *wrong, TRIPLE), SOLUTION, CHECKS, name="lab.ipynb")
    assert result.verdicts == {"value_double": Verdict.WRONG, "value_triple": Verdict.PASS}


def test_the_same_name_in_two_files_of_a_folder(graded):
    data = packed({"q1.py": RIGHT + TRIPLE, "q2.py": "def double(x):\n    return x\n"})
    result = graded(data, SOLUTION, CHECKS, name="lab.zip")
    assert result.passed, [result.message(name) for name in result.checks]
    assert "“q1.py”, line 1" in result.notes[0]


def test_an_earlier_definition_never_makes_an_example_tell_what_was_drawn(graded):
    """A process that met drawn inputs may remember them; an example check shows all that its process says."""
    keeps = "kept = []\ndef double(x):\n    kept.extend(map(float, x))\n    raise ValueError(str(kept))\n"
    checks = CHECKS.replace(
        'q.value("triple", points=1,', 'q.value("double", points=1, show="example", name="shown",'
    ).replace("(d.uniform((5,), 1, 2),))\n", "(d.uniform((5,), 1, 2),))\n", 1)
    result = graded(notebook(keeps, keeps), SOLUTION, checks, name="lab.ipynb")
    numbers = [re.findall(r"\d\.\d+", result.message(check)) for check in ("value_double", "shown")]
    assert [len(found) for found in numbers] == [0, 5]  # the inputs of the example, and no others
