"""Demand 3: a name defined twice. The last definition counts unless an earlier one passes, and a note says which."""

from __future__ import annotations

import re

import pytest

from graders import feedback
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


RULED = """
from graders import exercise

q = exercise("q")
q.forbids("rand", in_=("double",))
q.value("double", points=1, draw=lambda d: (d.uniform((5,), 1, 2),))
"""


def test_an_earlier_attempt_that_broke_a_rule_costs_nothing(graded):
    broken = "import torch\ndef double(x):\n    return x + x + 0 * torch.rand(5)\n"
    result = graded(notebook(broken, "out = double(3)\n", RIGHT), SOLUTION, RULED, name="lab.ipynb")
    assert result.passed, [result.message(name) for name in result.checks]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("return x + x + 0 * torch.rand(5)", "return x"),
        ("return x", "return x + x + 0 * torch.rand(5)"),
    ],
)
def test_one_definition_for_the_rule_and_another_for_the_values_earn_nothing(graded, first: str, last: str):
    cells = [f"import torch\ndef double(x):\n    {body}\n" for body in (first, last)]
    result = graded(notebook(*cells), SOLUTION, RULED, name="lab.ipynb")
    assert sum(each.points for each in result.checks.values()) == 0


def test_an_earlier_definition_in_a_ruled_exercise_is_found(graded):
    broken = "import torch\n@torch.no_grad()\ndef double(x):\n    return torch.rand(5)\n"
    result = graded(notebook(RIGHT, broken), SOLUTION, RULED, name="lab.ipynb")
    assert result.passed, [result.message(name) for name in result.checks]


PARTS = """
from graders import exercise

q = exercise("q")
q.value("longer", points=1, name="long", group="both", draw=lambda d: (d.normal((5,)), 3))
q.value("longer", points=1, name="short", group="both", draw=lambda d: (d.normal((5,)), 7))
"""
LONGER = "def longer(x, n):\n    return len(x) > n\n"


def test_several_guesses_are_no_answer(graded):
    """One definition has to pass all checks: else True in one cell and False in the next would be a solution."""
    guesses = [f"def longer(x, n):\n    return {value}\n" for value in (True, False)]
    for cells in (guesses, guesses[::-1]):
        result = graded(notebook(*cells), LONGER, PARTS, name="lab.ipynb")
        assert sorted(result.verdicts.values()) == [Verdict.PASS, Verdict.WRONG]
        assert sum(each.points for each in result.checks.values()) == 0


def test_the_definition_that_passes_most_is_found_behind_one_that_passes_something(graded):
    result = graded(notebook(LONGER, "def longer(x, n):\n    return True\n"), LONGER, PARTS, name="lab.ipynb")
    assert result.passed, [result.message(name) for name in result.checks]
    assert len(result.notes) == 1


def test_what_other_checks_printed_is_not_told_by_an_example_that_an_earlier_definition_passes(graded):
    """It was tried on their inputs as well, which nobody may see."""
    checks = """
from graders import exercise

q = exercise("q")
q.value("double", points=1, draw=lambda d: (d.uniform((5,), 1, 2),))
q.value("double", points=1, name="shown", show="example", draw=lambda d: (d.uniform((3,), 5, 6),))
"""
    tells = "def double(x):\n    print([float(each) for each in x])\n    return 2 * x\n"
    last = "def double(x):\n    return 2 * x if len(x) == 5 else x\n"
    result = graded(notebook(tells, last), SOLUTION, checks, name="lab.ipynb")
    assert result.passed
    numbers = re.findall(r"\d\.\d+", feedback.output(result.checks["shown"], "student"))
    assert len(numbers) == 3
    assert all(float(number) >= 5 for number in numbers)


TWO = """
from graders import exercise

one = exercise("one")
one.value("double", points=1, draw=lambda d: (d.uniform((5,), 1, 2),))
two = exercise("two")
two.value("double", points=1, name="again", draw=lambda d: (d.uniform((5,), USED),))
three = exercise("three")
three.value("triple", points=1, draw=lambda d: (d.uniform((5,), 1, 2),))
"""


def test_exercises_that_were_graded_alike_have_one_note(graded):
    """The third asks for another function: with which `double` it ended is nothing to tell."""
    cells = (RIGHT, TRIPLE, "def double(x):\n    return x\n")
    result = graded(notebook(*cells), SOLUTION, TWO.replace("USED", "3, 4"), name="lab.ipynb")
    assert result.passed
    assert [note.partition("Graded was ")[2] for note in result.notes] == [
        "an earlier one, with which more checks pass (cell 1, line 1). Keep one of them."
    ]


def test_where_exercises_were_graded_by_different_definitions_each_note_names_its_own(graded):
    cells = (RIGHT, TRIPLE, "def double(x):\n    return 2 * x if x[0] > 2 else x\n")
    result = graded(notebook(*cells), SOLUTION, TWO.replace("USED", "3, 4"), name="lab.ipynb")
    assert result.passed
    assert [note.partition("Graded was ")[2] for note in result.notes] == [
        "an earlier one, with which more checks pass (cell 1, line 1) in “one”. Keep one of them.",
        "the last one (cell 3, line 1) in “two”. Keep one of them.",
    ]
