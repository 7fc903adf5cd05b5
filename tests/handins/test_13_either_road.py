"""A lab that takes either road: functions where the file has them, else the file as it was handed in."""

from __future__ import annotations

import pytest

from graders.results import Verdict
from tests.handins.conftest import folder, notebook

SOLUTION = """
def z(a, b):
    return 2 * a + 3 * b**2


def slopes(a, b):
    return 2.0, 6 * b
"""
CHECKS = """
from graders import exercise

q = exercise("q1")
q.value("z", points=1, draw=lambda d: (d.uniform((5,), -3, 3), d.uniform((5,), -3, 3)))
q.value("slopes", points=1, draw=lambda d: (2.0, d.scalar(-3, 3)))
"""
SECOND = """
from graders import exercise

q = exercise("q1")
q.leaves(points=1, name="own", what="z", holds=lambda found, ref: found.says(ref.z(found.of("a"), found.of("b"))))
q.leaves(points=1, name="given", what="both slopes", given=lambda d: {"a": d.scalar(1, 3), "b": d.scalar(-3, 3)},
         holds=lambda found, ref, a, b: all(found.says(slope) for slope in ref.slopes(a, b)))
q.deviates(name="at_two", title="At a = 2", what="a as 2", holds=lambda found, ref: found.of("a") == 2)
"""
SCRIPT = """
import torch
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor([3.0], requires_grad=True)
z = 2 * a + 3 * b ** 2
z.backward()
print(z.item(), a.grad, b.grad)
"""
LAB = {"road": "either", "second": {"checks.py": SECOND, "scripts/q1.py": SCRIPT}, "files": {"q1": ["*q1*"]}}


def test_functions_are_called_and_nothing_is_weak(graded):
    found = graded(SOLUTION + "print(slopes(1, 2))\n", SOLUTION, CHECKS, **LAB)
    assert found.verdicts == {"value_z": Verdict.PASS, "value_slopes": Verdict.PASS}
    assert not any(result.weak for result in found.checks.values())
    assert found.notes == []


def test_a_flat_script_is_run_and_told_so(graded):
    found = graded(SCRIPT, SOLUTION, CHECKS, **LAB)
    assert found.verdicts == {"own": Verdict.PASS, "given": Verdict.PASS, "at_two": Verdict.PASS}
    assert all(result.weak for result in found.checks.values())
    (note,) = [note for note in found.notes if note.startswith("Run as it is")]
    assert "graded by what it names and prints: “q1”." in note


def test_a_notebook_takes_the_second_road_too(graded):
    cells = [*SCRIPT.strip().split("\n")[:3], "raise ValueError", *SCRIPT.strip().split("\n")[3:]]
    assert graded(notebook(*cells), SOLUTION, CHECKS, name="lab.ipynb", **LAB).passed


@pytest.mark.parametrize(
    "inputs",
    [
        pytest.param("a, b = torch.tensor([2.0], requires_grad=True), torch.rand(1, requires_grad=True)", id="at once"),
        pytest.param("a = torch.tensor(2.0).requires_grad_()\nb = torch.ones(1, 1, requires_grad=True)", id="shapes"),
        pytest.param(
            "a = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)\n"
            "b = torch.nn.Parameter(torch.tensor(1.0, dtype=torch.float64))",
            id="parameters",
        ),
        pytest.param(
            "a = 2.0\nb = [1.0]\na = torch.tensor(a, requires_grad=True)\nb = torch.tensor(b, requires_grad=True)",
            id="numbers first",
        ),
        pytest.param(
            "import numpy as np\na: float = np.float64(2)\nb = np.array([1.0])\n"
            "a = torch.tensor(a, requires_grad=True)\nb = torch.from_numpy(b).requires_grad_()",
            id="numpy first",
        ),
    ],
)
def test_our_numbers_take_the_place_of_whatever_holds_theirs(graded, inputs):
    lines = SCRIPT.strip().split("\n")
    found = graded(
        "\n".join([lines[0], inputs, *lines[3:]]).replace("z.backward()", "z.sum().backward()"), SOLUTION, CHECKS, **LAB
    )
    assert found.verdicts["given"] is Verdict.PASS, found.message("given")


def test_numbers_that_are_typed_in_are_found_out(graded):
    typed = "a = 2.0\nb = 3.0\nprint(2 * a + 3 * b**2)\nprint(2.0, 18.0)\n"
    found = graded(typed, SOLUTION, CHECKS, **LAB)
    assert found.verdicts == {"own": Verdict.PASS, "given": Verdict.WRONG, "at_two": Verdict.PASS}
    assert "It was run with other numbers for `a` and `b`, and has to follow them." in found.message("given")


def test_what_a_script_raises_over_our_numbers_is_told_to_nobody(graded):
    """Its message may hold them: once they went out with the notes."""
    spy = SCRIPT.replace("z = ", "if a != 2:\n    raise ValueError(f'a={a.item()} b={b.item()}')\nz = ")
    found = graded(spy, SOLUTION, CHECKS, **LAB)
    assert found.verdicts["given"] is Verdict.WRONG
    assert "It stopped before its end, with these numbers" in found.message("given")
    assert not [note for note in found.notes if "ValueError" in note or "a=" in note]
    at_home = graded(spy.replace("a != 2", "a == 2"), SOLUTION, CHECKS, **LAB)
    assert [note for note in at_home.notes if "ValueError: a=2.0 b=3.0" in note]


@pytest.mark.parametrize(
    ("again", "follows"),
    [
        ("a = torch.tensor(2.0, requires_grad=True)", True),  # the next question of the same file
        ("a = a.detach().requires_grad_()", True),
        ("a = torch.tensor([5.0, 6.0], requires_grad=True)\nb = torch.tensor([5.0, 6.0], requires_grad=True)", False),
    ],
)
def test_a_name_that_is_set_again_gets_our_numbers_again_if_it_holds_as_many(graded, again, follows):
    script = SCRIPT.replace("z = 2", f"{again}\nz = 2").replace("z.backward()", "z.sum().backward()")
    found = graded(script.replace("z.item()", "z"), SOLUTION, CHECKS, **LAB)
    assert (found.verdicts["given"] is Verdict.PASS) is follows


def test_data_is_no_result_and_does_not_crowd_out_what_is(graded):
    data = (
        "data = [torch.zeros(300_000), torch.zeros(900_000)]\nclass Set:\n    pass\nheld = Set()\nheld.tensors = data\n"
    )
    assert graded(SCRIPT + data, SOLUTION, CHECKS, **LAB).passed


def test_all_numbers_around_the_right_one_say_nothing(graded):
    found = graded(
        "a, b = 2.0, 3.0\nprint(*[round(-20 + 0.001 * i, 3) for i in range(40000)])\n", SOLUTION, CHECKS, **LAB
    )
    assert found.verdicts["given"] is Verdict.WRONG


def test_a_script_without_the_names_of_its_sheet_is_told_which(graded):
    found = graded("import torch\nprint(torch.ones(1))\n", SOLUTION, CHECKS, **LAB)
    assert found.verdicts == dict.fromkeys(("own", "given", "at_two"), Verdict.MISSING)
    assert "nowhere outside of functions does it set `a` or `b`" in found.message("given")


@pytest.mark.parametrize(
    ("prices", "points", "told"),
    [
        ("", 0, "That is as right, and costs nothing."),
        ("at_two = 0.5", -0.5, "In this course it costs 0.5 points."),
        ("at_two = 9", -2, "In this course it costs 2 points."),  # no more than was earned
    ],
)
def test_a_deviation_costs_what_the_instructor_says(graded, prices, points, told):
    found = graded(SCRIPT.replace("2.0, requires_grad", "1.0, requires_grad"), SOLUTION, CHECKS, prices=prices, **LAB)
    assert found.verdicts == {"own": Verdict.PASS, "given": Verdict.PASS, "at_two": Verdict.DEVIATES}
    assert (found.checks["at_two"].points, found.checks["at_two"].max_points) == (points, 0)
    assert found.message("at_two").endswith(told)


def test_each_file_of_a_folder_takes_its_own_road(graded):
    checks = (
        CHECKS
        + """
r = exercise("q2")
r.value("z", points=1, draw=lambda d: (d.scalar(-3, 3), d.scalar(-3, 3)))
"""
    )
    second = (
        SECOND
        + """
r = exercise("q2")
r.behaves(reference="z", points=1, draw=lambda d: (d.scalar(-3, 3), d.scalar(-3, 3)))
"""
    )
    lab = {**LAB, "files": {"q1": ["*q1*"], "q2": ["*q2*"]}}
    lab["second"] = {"checks.py": second, "scripts/q1.py": SCRIPT, "scripts/q2.py": SOLUTION + "print(z(1, 2))\n"}
    found = graded(folder(q1__py=SCRIPT, q2__py=SOLUTION), SOLUTION, checks, name="lab.zip", **lab)
    assert found.passed
    assert {result.exercise: result.weak for result in found.checks.values()} == {"q1": True, "q2": False}


DEADLY = """
import os
q.leaves(points=0, name="deadly", what="x", holds=lambda found, ref: os._exit(3) if found.has("boom") else True)
"""


def test_what_kills_the_checker_is_held_against_the_script_of_the_lab(graded):
    """A value that no check foresaw costs this exercise alone: the lab's own script gets through."""
    lab = {**LAB, "second": {"checks.py": SECOND + DEADLY, "scripts/q1.py": SCRIPT}}
    found = graded(SCRIPT + "boom = 1\n", SOLUTION, CHECKS, **lab)
    assert found.verdicts["deadly"] is Verdict.INVALID
    assert set(found.checks) == {"own", "given", "deadly", "at_two"}
