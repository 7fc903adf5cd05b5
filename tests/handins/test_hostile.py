"""What a hand-in may try with the roads, the folders and the notes: nothing of it earns a point or tells an input."""

from __future__ import annotations

import re

import pytest

from graders import feedback
from graders.results import Verdict
from tests.handins.conftest import notebook, packed

SOLUTION = "def double(x):\n    return 2 * x\n"
CHECKS = """
from graders import exercise

q = exercise("q")
q.value("double", points=1, draw=lambda d: (d.uniform((5,), 1, 2),))
"""
# Finds the executor in the memory of its own process and puts answers into its mouth.
PUPPETEER = """
import gc, torch
def puppet():
    return next(o for o in gc.get_objects() if type(o).__name__ == "Objects" and o._namespace.get("double"))
def double(x):
    secret = "".join(f"{float(v):.4f} " for v in x)
    puppet()._listener._places[:] = PLACES
    return 2 * x
"""


@pytest.mark.parametrize(
    "places",
    [
        "[{'file': secret, 'cell': None, 'line': 3}]",
        "[{'file': 'lab.py', 'cell': secret, 'line': 3}]",
        "[{'file': 'lab.py', 'cell': None, 'line': secret}]",
        "[{'file': 'lab.py', 'cell': None, 'line': int(float(x[0]) * 1e6)}]",
        "[secret] * 1000",
        "[[[secret]]]",
        "[{'line': 2 ** 70, 'cell': None, 'file': None, 'type': secret}]",
    ],
)
def test_what_a_process_says_of_warnings_is_a_line_of_the_file_or_nothing(graded, places):
    result = graded(PUPPETEER.replace("PLACES", places), SOLUTION, CHECKS)
    assert result.passed, [result.message(name) for name in result.checks]
    told = str(result.outcome.notes) + "".join(result.notes)
    assert not re.search(r"1\.\d{4}", told)
    assert all(note.facts["line"] in range(1, 10) for note in result.outcome.notes)


def test_a_student_reads_no_line_that_was_chosen_after_the_inputs_came(graded):
    """Which line warns would tell a bit of an input at each upload."""
    result = graded(PUPPETEER.replace("PLACES", "[{'file': 'lab.py', 'cell': None, 'line': 3}]"), SOLUTION, CHECKS)
    (note,) = result.outcome.notes
    assert "3" not in feedback.note(note, "student")


@pytest.mark.parametrize(
    "answer",
    ["'nothing'", "{'problems': 7, 'printed': ['x']}", "{'problems': [7, {'line': 1}, {'line': [1]}]}", "None", "[]"],
)
def test_what_a_process_says_of_its_loading_is_read_with_care(graded, answer):
    code = """
import gc
def _puppet():
    return next(o for o in gc.get_objects() if type(o).__name__ == "Objects" and "_puppet" in o._namespace)
_executor = _puppet()
_executor._told = lambda hand_in: ANSWER
def double(x):
    return 2 * x
"""
    result = graded(code.replace("ANSWER", answer), SOLUTION, CHECKS)
    assert result.verdicts["value_double"] in {Verdict.PASS, Verdict.NO_RESULT}
    assert len(result.outcome.notes) <= 1


def test_a_number_that_is_right_for_nobody_but_the_process_itself(graded):
    """On the second road the printed text is the process's word, and a number that it never says is not there."""
    checks = 'from graders import exercise\nq = exercise("q")\nq.printed(points=1, near=0.1234567, within=1e-6)\n'
    solution = "print(0.1234567)\n"
    result = graded(
        "import sys\nsys.stdout.write = lambda text: 10**9\nprint('all')\n", solution, checks, road="as-handed-in"
    )
    assert result.verdicts == {"printed": Verdict.WRONG}


def test_three_answers_are_no_way_to_a_right_one(graded):
    """Trying earlier definitions must not be a search: only so many are tried, each at the inputs of the check."""
    guesses = [f"def double(x):\n    return x * {1.7 + number / 100}\n" for number in range(40)]
    result = graded(notebook(*guesses), SOLUTION, CHECKS, name="lab.ipynb")
    assert result.verdicts == {"value_double": Verdict.WRONG}


def test_a_helper_does_not_stand_before_a_library(graded):
    files = {"lab.py": "import torch, json\n" + SOLUTION, "torch.py": "raise SystemExit", "json.py": "raise SystemExit"}
    result = graded(packed(files), SOLUTION, CHECKS, name="lab.zip")
    assert result.passed, [result.message(name) for name in result.checks]


def test_files_of_a_folder_cannot_leave_the_scratch_folder(graded):
    code = "import os\nseen = sorted(os.listdir('.'))\nabove = os.path.realpath('..')\n" + SOLUTION
    code += "assert seen == ['lab.py', 'n.txt'], seen\n"
    result = graded(packed({"lab.py": code, "n.txt": "1"}), SOLUTION, CHECKS, name="lab.zip")
    assert result.passed
    assert result.notes == []
