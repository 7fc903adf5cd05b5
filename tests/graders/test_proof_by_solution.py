"""A lab that is wrong costs no student a point: mistakes that hang are dropped, a solution that fails is told."""

from __future__ import annotations

import pytest

from graders.results import LabFault, Verdict
from graders.run import run_exercise
from worker.local import LocalSession

CHECKS = """
    import torch
    from graders import exercise

    q = exercise("q")
    q.value("slope", points=2, draw=lambda d: (d.uniform((64,), -3, 3),), ALLOWANCE)
    q.value("poly", points=2, draw=lambda d: (d.uniform((64,), -3, 3),), name="poly")
"""
WIDE = 'rtol=1e-5, atol=1e-3, because="values reach hundreds"'
DOUBLE = '"""The factor 2 is too much."""\ndef slope(x):\n    return 2 * (32 * x**3 + 9 * x**2)\n'
LOOPS = '"""Never ends."""\ndef slope(x):\n    while True:\n        x = x + 1\n'
SWALLOWS = """
    \"\"\"Never ends, whatever is raised in it.\"\"\"
    def slope(x):
        while True:
            try:
                x = x + 1
            except BaseException:
                pass
"""
DIES = '"""Ends the process."""\nimport os\n\ndef slope(x):\n    os._exit(3)\n'
BENDS = """
    \"\"\"Works in double precision.\"\"\"
    import torch

    def slope(x):
        torch.set_default_dtype(torch.float64)
        torch.manual_seed(0)
        return x * 7
"""


@pytest.fixture
def written(lab):
    return lab.write(checks=CHECKS.replace("ALLOWANCE", WIDE), mistakes__double=DOUBLE)


def grade(lab, hand_in):
    """What the student is told and what staff are told, in two gradings by one process."""
    loaded, told, notes = lab.load(), [], []
    files = [("solution.py", loaded.solution), ("hand_in.py", hand_in.encode())]
    for seed in (b"seed", b"other"):
        run_exercise(loaded, "q", LocalSession(files), seed, told.append, LocalSession, on_note=notes.append)
    return told, notes


@pytest.mark.parametrize(("source", "why"), [(LOOPS, "did not end"), (SWALLOWS, "did not end"), (DIES, "ended")])
def test_a_mistake_that_hangs_or_dies_is_dropped_and_told_to_staff_once(written, source: str, why: str):
    told, notes = grade(written.write(mistakes__another=source), DOUBLE)

    assert [(r.check, r.verdict, r.points, r.mistake) for r in told if r.check == "value_slope"] == [
        ("value_slope", Verdict.WRONG, 0.0, "double.py")
    ] * 2
    assert [r.points for r in told if r.check == "poly"] == [2.0, 2.0]
    (note,) = notes
    assert note.code == "mistake_dropped"
    assert note.facts["place"] == "course/lab/mistakes/another.py"
    assert why in note.facts["why"]


def test_a_mistake_that_bends_torch_bends_nothing_for_who_comes_after(written):
    told, notes = grade(written.write(mistakes__another=BENDS), "def slope(x):\n    return x * 3\n")

    assert notes == []
    assert {r.verdict for r in told if r.check == "poly"} == {Verdict.PASS}
    import torch

    assert torch.get_default_dtype() is torch.float32


def test_a_tolerance_that_the_solution_itself_misses_is_a_lab_fault(lab):
    tight = 'rtol=0, atol=1e-12, because="none"'
    lab.write(
        checks=CHECKS.replace("ALLOWANCE", tight).replace("lambda d:", "lambda d: [(torch.tensor(0.1),)] and", 1),
        solution="import random\n\n\ndef slope(x):\n    return x * random.random()\n\n\ndef poly(x):\n    return x\n",
    )
    with pytest.raises(LabFault) as caught:
        lab.grade("def slope(x):\n    return x * 2.0\n")

    assert str(caught.value).startswith(
        "course/lab/checks.py:5: the solution does not pass the check value_slope itself: What `slope` returns is wrong"
    )
    assert str(caught.value).endswith("Correct the check, its tolerance or the solution.")


def test_a_check_that_wants_another_value_than_the_solution_gives_is_a_lab_fault(lab):
    lab.write(
        checks="""
            from graders import exercise
            q = exercise("q")

            @q.check(points=4, show="example")
            def at_two(student, reference, draw):
                \"\"\"The slope at 2\"\"\"
                student.call("slope", 2.0).close_to(291.0)
        """
    )
    with pytest.raises(LabFault, match=r"checks.py:4: the solution does not pass the check at_two itself") as caught:
        lab.grade("def slope(x):\n    return 0.0\n")
    assert "Found" not in str(caught.value)


def test_a_solution_that_crashes_is_a_lab_fault_with_its_line(lab):
    lab.write(
        checks="""
            from graders import exercise
            q = exercise("q")

            @q.check(points=4)
            def rises(student, reference, draw):
                \"\"\"Rises\"\"\"
                student.call("slope", 2.0).satisfies(lambda y: y > 0, "is positive")
        """,
        solution="def slope(x):\n    raise ValueError('not yet')\n",
    )
    with pytest.raises(LabFault) as caught:
        lab.grade("def slope(x):\n    return -1.0\n")

    told = "course/lab/solution.py:2: ValueError: not yet (check rises). Correct the solution or the check."
    assert str(caught.value) == told


def test_a_solution_that_never_ends_is_a_lab_fault(lab):
    lab.write(
        toml=lab.folder.joinpath("lab.toml").read_text() + "[limits]\ntotal_s = 1\n",
        checks="""
            from graders import exercise
            q = exercise("q")

            @q.check(points=4)
            def rises(student, reference, draw):
                \"\"\"Rises\"\"\"
                student.call("slope", 2.0).satisfies(lambda y: y > 0, "is positive")
        """,
        solution="def slope(x):\n    while True:\n        pass\n",
    )
    with pytest.raises(LabFault, match=r"checks.py:4: the solution does not get through the check rises: it did not"):
        lab.grade("def slope(x):\n    return -1.0\n")


def test_what_is_the_same_for_everyone_is_proved_once(written):
    written.write(checks=CHECKS.replace("ALLOWANCE", WIDE + ', show="example"'))
    loaded = written.load()
    asked = []
    for _ in range(2):
        files = [("solution.py", loaded.solution), ("hand_in.py", DOUBLE.encode())]
        run_exercise(loaded, "q", LocalSession(files), b"seed", lambda _: None, LocalSession)
        asked.append(dict(loaded.known.endings))

    assert loaded.known.proven == {("q", "value_slope")}
    assert asked[0] == asked[1] != {}
