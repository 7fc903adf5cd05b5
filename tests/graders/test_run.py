from __future__ import annotations

from typing import Any, ClassVar

import pytest

from graders.results import LabFault, ServiceFault, Verdict
from graders.run import run_exercise
from worker.local import LocalSession

CHECKS = """
    import torch
    from graders import exercise

    q = exercise("q")

    @q.check(points=1)
    def first(student, reference, draw):
        \"\"\"First\"\"\"
        student.call("slope", 2.0).close_to(292.0)

    @q.check(points=2, needs=("first",))
    def second(student, reference, draw):
        \"\"\"Second\"\"\"
        student.call("poly", 1.0).close_to(11.0)

    @q.check(points=1)
    def third(student, reference, draw):
        \"\"\"Third\"\"\"
        student.call("poly", draw.scalar()).satisfies(lambda y: y >= 0, "is not negative")
"""


def verdicts(results: dict[str, Any]) -> dict[str, tuple[str, float]]:
    return {name: (str(result.verdict), result.points) for name, result in results.items()}


def test_a_right_hand_in_earns_all_points(lab):
    results = lab.write(checks=CHECKS).grade()

    assert verdicts(results) == {"first": ("PASS", 1.0), "second": ("PASS", 2.0), "third": ("PASS", 1.0)}
    assert results["second"].model_dump(include={"exercise", "title", "max_points", "show", "finding", "hint"}) == {
        "exercise": "q",
        "title": "Second",
        "max_points": 2.0,
        "show": "drawn",
        "finding": None,
        "hint": None,
    }


def test_a_check_that_needs_a_failed_one_is_not_reached_and_others_go_on(lab):
    results = lab.write(checks=CHECKS).grade("def slope(x):\n    raise ValueError('no')\n")

    assert verdicts(results) == {"first": ("CRASH", 0.0), "second": ("NOT-REACHED", 0.0), "third": ("PASS", 1.0)}
    assert results["second"].finding.facts == {"check": "first", "title": "First"}


def test_of_a_chain_of_needs_the_check_that_failed_is_told(lab):
    checks = CHECKS.replace("@q.check(points=1)\n    def third", '@q.check(points=1, needs=("second",))\n    def third')
    results = lab.write(checks=checks).grade("def slope(x):\n    raise ValueError('no')\n")

    assert str(results["third"].verdict) == "NOT-REACHED"
    assert results["third"].finding.facts == {"check": "first", "title": "First"}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return 1 / 0", "course/lab/solution.py:10: ZeroDivisionError: division by zero (check third). Correct"),
        ("return float('nan')", "course/lab/checks.py:"),
    ],
)
def test_trouble_of_the_reference_is_a_lab_fault_with_file_and_line(lab, body: str, told: str):
    checks = CHECKS.replace('satisfies(lambda y: y >= 0, "is not negative")', "close_to(reference.broken())")
    broken = lab.folder.joinpath("solution.py").read_text() + f"\n\ndef broken():\n    {body}\n"
    with pytest.raises(LabFault) as caught:
        lab.write(checks=checks, solution=broken.replace("import torch\n\n\n", "")).grade()

    assert str(caught.value).startswith(told)


def test_an_error_in_a_check_is_a_lab_fault_and_never_a_verdict(lab):
    checks = CHECKS.replace('student.call("poly", 1.0).close_to(11.0)', "studnt")
    with pytest.raises(LabFault, match=r"course/lab/checks.py:14: NameError: .*\(check second\)"):
        lab.write(checks=checks).grade()


@pytest.mark.parametrize("returned", ["'text'", "[x]", "torch.ones(3) > 0", "{'a': x}", "None"])
def test_a_value_that_the_check_cannot_work_with_is_the_students_when_the_solution_passes(lab, returned: str):
    results = lab.write(checks=CHECKS).grade(f"def poly(x):\n    return 11.0 if x == 1.0 else {returned}\n")

    assert verdicts(results)["second"] == ("PASS", 2.0)
    assert verdicts(results)["third"] == ("INVALID", 0.0)
    assert results["third"].finding.code == "unfit"


@pytest.mark.parametrize("returned", ["torch.zeros(4, dtype=torch.float8_e4m3fn)", "np.zeros(4, '>f8')"])
def test_a_value_that_no_rule_for_hints_foresaw_is_judged_all_the_same(lab, returned: str):
    """Neither can be asked for NaN by torch, nor the second be a tensor: only what names mistakes tries to."""
    nothing = "import numpy as np\nimport torch\n\n\ndef slope(x):\n    return None\n"
    check = "q.value('slope', points=4, draw=lambda draw: (draw.scalar(1, 2),))\n"
    loud = '"""Not a number."""\ndef slope(x):\n    return torch.tensor(float(\'nan\'))\n'
    declared = "from graders import exercise\n\nq = exercise('q')\n"
    lab.write(solution=nothing, checks=declared + check, mistakes__loud=loud)
    results = lab.grade(nothing.replace("None", returned))
    assert [verdict for verdict, _ in verdicts(results).values()] == ["WRONG"]


class BrokenLine(LocalSession):
    """A session whose channel is gone, as when the worker was killed."""

    def request(self, op: str, *, timeout_s: float | None = None, **fields: Any) -> Any:
        if op == "call":
            raise BrokenPipeError("gone")
        return super().request(op, timeout_s=timeout_s, **fields)


def test_trouble_of_the_line_is_a_service_fault(lab):
    loaded = lab.write(checks=CHECKS).load()
    session = BrokenLine([("solution.py", loaded.solution)])

    with pytest.raises(ServiceFault, match="BrokenPipeError: gone"):
        run_exercise(loaded, "q", session, b"seed", lambda _: None)


class Counting(LocalSession):
    revived = 0
    timeouts: ClassVar[set[float | None]] = set()

    def revive(self) -> None:
        Counting.revived += 1

    def request(self, op: str, *, timeout_s: float | None = None, **fields: Any) -> Any:
        Counting.timeouts.add(timeout_s if op == "call" else 7.0)
        return super().request(op, timeout_s=timeout_s, **fields)


def test_the_session_is_revived_before_each_check_and_told_the_limit_of_the_exercise(lab):
    toml = lab.folder.joinpath("lab.toml").read_text() + "[exercise.limits]\ncall_s = 7\n"
    loaded = lab.write(checks=CHECKS, toml=toml).load()
    run_exercise(loaded, "q", Counting([("solution.py", loaded.solution)]), b"seed", lambda _: None)

    assert (Counting.revived, Counting.timeouts) == (3, {7.0})


def test_results_are_reported_as_they_come(lab):
    loaded = lab.write(checks=CHECKS).load()
    seen: list[str] = []
    results = run_exercise(
        loaded, "q", LocalSession([("solution.py", loaded.solution)]), b"seed", lambda r: seen.append(r.check)
    )

    assert seen == [result.check for result in results] == ["first", "second", "third"]


SEEDED = """
    from graders import exercise

    q = exercise("q")
    drawn = []

    @q.check(points=4, show="SHOW")
    def noted(student, reference, draw):
        \"\"\"Notes what it drew\"\"\"
        x = draw.scalar()
        student.call("slope", x).close_to(reference.slope(x))
"""


def drawn_with(lab, show: str, seed: bytes) -> float:
    results = lab.write(checks=SEEDED.replace("SHOW", show)).grade("def slope(x):\n    return 1e6\n", seed=seed)
    assert results["noted"].verdict is Verdict.WRONG
    return results["noted"].finding.facts["want_value"]


def test_a_drawn_check_changes_with_the_seed_and_an_example_does_not(lab):
    assert drawn_with(lab, "drawn", b"one") == drawn_with(lab, "drawn", b"one")
    assert drawn_with(lab, "drawn", b"one") != drawn_with(lab, "drawn", b"two")
    assert drawn_with(lab, "example", b"one") == drawn_with(lab, "example", b"two")


class Telling(LocalSession):
    """A hand-in that prints what it is asked."""

    printed = ""

    def request(self, op: str, *, timeout_s: float | None = None, **fields: Any) -> Any:
        if op == "call":
            Telling.printed += f"{fields['args']}\n"
        return super().request(op, timeout_s=timeout_s, **fields)

    def take_output(self) -> str:
        printed, Telling.printed = Telling.printed, ""
        return printed


WAITING = """
    from graders import exercise

    q = exercise("q")
    q.value("slope", points=2, show="example", draw=lambda d: (2.0,), name="at_two")
    q.value("slope", points=2, draw=lambda d: (d.scalar(3, 4),))
"""


def test_a_result_that_waited_shows_nothing_that_was_printed_on_later_inputs(lab):
    loaded = lab.write(checks=WAITING, mistakes__zero='"""Zero."""\ndef slope(x):\n    return 0.0\n').load()
    files = [("solution.py", loaded.solution), ("hand_in.py", b"def slope(x):\n    return 2.5\n")]
    told: list[Any] = []
    run_exercise(loaded, "q", Telling(files), b"seed", told.append, LocalSession)

    assert [(r.check, r.verdict.value) for r in told] == [("at_two", "WRONG"), ("value_slope", "WRONG")]
    assert told[0].output == "[2.0]\n" or told[0].output == "(2.0,)\n"
    assert "2.0" not in told[1].output


GROUPED = """
    from graders import exercise

    q = exercise("q")
    q.value("poly", points=1, draw=lambda d: (d.scalar(),), group="both")
    q.value("poly", points=1, draw=lambda d: (d.scalar(),), name="alone")
    q.value("slope", points=2, draw=lambda d: (d.scalar(),), group="both")
    q.value("slope", points=1, draw=lambda d: (d.scalar(),), name="more", bonus=True)
"""


@pytest.mark.parametrize(
    ("hand_in", "points"),
    [
        ("UNCHANGED = 1", {"alone": 1, "value_poly": 1, "value_slope": 2, "more": 1}),
        ("def slope(x):\n    return 1e6\n", {"alone": 1, "value_poly": 0, "value_slope": 0, "more": 0}),
    ],
)
def test_a_group_counts_together_or_not_at_all_and_is_told_when_it_is_whole(lab, hand_in: str, points: dict[str, int]):
    lab.write(checks=GROUPED)
    results = lab.grade(hand_in)

    assert next(iter(results)) == "alone"
    assert {name: result.points for name, result in results.items()} == points
    assert results["value_poly"].verdict is Verdict.PASS
    assert results["more"].bonus
    assert (results["value_poly"].group, results["alone"].group) == ("both", None)


def test_a_part_of_what_stays_there_can_be_handed_to_another_call(lab):
    checks = CHECKS.replace(
        'student.call("slope", 2.0).close_to(292.0)',
        'student.call("poly", student.make("slope", 2.0).part("at")).close_to(11.0)',
    )
    right = lab.write(
        checks=checks,
        solution="def poly(x):\n    return 8 * x**4 + 3 * x**3\n\n\ndef slope(x):\n    return {'at': 1.0}\n",
    )
    assert verdicts(right.grade())["first"] == ("PASS", 1.0)
    assert verdicts(right.grade("def slope(x):\n    return {'at': 2.0}\n"))["first"] == ("WRONG", 0.0)
    assert verdicts(right.grade("def slope(x):\n    return {}\n"))["first"] == ("CRASH", 0.0)
