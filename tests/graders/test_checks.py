from __future__ import annotations

import sys
from textwrap import dedent

import pytest

from graders.results import LabFault

GOOD = """
    from graders import exercise

    q = exercise("q")

    @q.check(points=1, show="example")
    def at_two(student, reference, draw):
        \"\"\"The slope at x = 2\"\"\"
        student.call("slope", 2.0).close_to(292.0)

    q.value("slope", points=3, draw=lambda d: (d.uniform((64,), -3, 3),))
"""


def fault(lab, **files: str) -> str:
    with pytest.raises(LabFault) as caught:
        lab.write(**files).load()
    return str(caught.value)


def test_a_lab_loads_with_its_checks_in_order(lab):
    loaded = lab.write(checks=GOOD).load()

    assert [(c.name, c.title, c.points, c.show) for c in loaded.exercises["q"]] == [
        ("at_two", "The slope at x = 2", 1.0, "example"),
        ("value_slope", "`slope` returns the right values", 3.0, "drawn"),
    ]
    assert [c.uses for c in loaded.exercises["q"]] == [{"slope"}, {"slope"}]
    assert loaded.reference.slope(2.0) == 292.0


def test_a_rule_comes_first_and_is_needed_by_the_checks_about_its_functions(lab):
    rule = '    q.forbids("autograd", in_=("slope",))\n    q.value("poly", points=0, draw=lambda d: (2.0,))\n'
    loaded = lab.write(checks=GOOD + rule).load()

    assert [(c.name, c.needs) for c in loaded.exercises["q"]] == [
        ("rule_slope", ()),
        ("at_two", ("rule_slope",)),
        ("value_slope", ("rule_slope",)),
        ("value_poly", ()),
    ]


def test_siblings_can_be_imported_and_leave_nothing_behind(lab):
    before = list(sys.path)
    loaded = lab.write(helpers="AT = 2.0\n", checks="from helpers import AT\n" + GOOD.replace("\n    ", "\n")).load()

    assert len(loaded.exercises["q"]) == 2
    assert sys.path == before
    assert "helpers" not in sys.modules


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("points=3", "points=2", "course/lab/checks.py:10: the checks of q give 3 points, lab.toml says 4; change one"),
        ('exercise("q")', 'exercise("p")', "course/lab/checks.py: exercise 'p' is not in lab.toml; add it there"),
        ("points=3", "points=3.001", "course/lab/checks.py:10: the check value_slope has 3.001 points; points are"),
        ("points=3", "points=-3", "course/lab/checks.py:10: the check value_slope has -3 points"),
        (
            '"""The slope at x = 2"""',
            "pass",
            "course/lab/checks.py:5: the check at_two has no title; give the function",
        ),
        ("points=3,", 'points=3, needs=("at_too",),', "course/lab/checks.py:10: the check value_slope needs 'at_too'"),
        ("points=3,", 'points=3, name="at_two",', "course/lab/checks.py:10: q has two checks named at_two; give one"),
        ("points=3,", "points=3, rtol=1,", "course/lab/checks.py:10: a tolerance of its own needs its reason; write"),
        ("points=3,", "points=3, sho=1,", "course/lab/checks.py:10: sho= is not known here; use `atol`, `because`, "),
        ("@q.check(points=1, ", "@q.check(points=, ", "course/lab/checks.py:5: "),
        ("from graders import exercise", "import nothing_such", "course/lab/checks.py:1: ModuleNotFoundError: "),
    ],
)
def test_a_wrong_checks_file_is_told_with_its_line(lab, old: str, new: str, told: str):
    assert fault(lab, checks=GOOD.replace(old, new)).startswith(told)


def test_a_rule_with_points_would_pay_an_empty_hand_in(lab):
    told = fault(lab, checks=GOOD.replace("points=3", "points=2") + '    q.forbids("x", in_=("slope",), points=1)\n')

    assert told.startswith("course/lab/checks.py:11: a rule earns no points, since an empty hand-in keeps it")


def test_a_rule_needs_no_check_because_it_stands_before_all_of_them(lab):
    rule = "    q.forbids('autograd', in_=('slope',), needs=('value_slope',))\n"
    told = fault(lab, checks=GOOD + rule)

    assert told.startswith("course/lab/checks.py:")
    assert "needs= is not known here; use `name`, `show`, `title` or remove it" in told


def test_an_exercise_without_checks_is_told(lab):
    assert fault(lab, checks="x = 1\n").startswith(
        'course/lab/checks.py: q has no checks; write q = exercise("q") and its checks.'
    )


def test_a_solution_that_crashes_is_told_with_its_line(lab):
    assert fault(lab, checks=GOOD, solution="import math\n\nmath.sqrt(-1)\n").startswith(
        "course/lab/solution.py:3: ValueError: "
    )


@pytest.mark.parametrize(
    ("mistake", "told"),
    [
        ("def slope(x):\n    return x\n", "course/lab/mistakes/m.py:1: the file has no docstring; its first line is"),
        (
            '"""Hint."""\ndef slop(x):\n    return x\n',
            "course/lab/mistakes/m.py:1: it redefines slop, which solution.py",
        ),
        ('"""Hint."""\n', "course/lab/mistakes/m.py:1: it redefines nothing, which solution.py does not define"),
        ('"""Hint."""\ndef slope(x:\n', "course/lab/mistakes/m.py:2: '(' was never closed. Correct the syntax"),
        ('"""Hint."""\ndef poly(x):\n    return x\n', "course/lab/mistakes/m.py:1: it cannot be told which exercise"),
        ('"""Hint.\n\nexercise: p\n"""\ndef poly(x):\n    return x\n', "course/lab/mistakes/m.py:1: it cannot be told"),
    ],
)
def test_a_wrong_mistake_file_is_told_with_its_line(lab, mistake: str, told: str):
    assert fault(lab, checks=GOOD, mistakes__m=mistake).startswith(told)


def test_a_mistake_belongs_to_the_exercise_that_uses_its_functions_or_to_the_one_it_names(lab):
    lab.write(checks=GOOD)
    lab.write(mistakes__a='"""Double."""\ndef slope(x):\n    return 2 * x\n\ndef _helper():\n    pass\n')
    lab.write(mistakes__b='"""Half.\n\nexercise: q\n"""\ndef poly(x):\n    return x / 2\n')

    assert [(m.file, m.hint, m.exercise) for m in lab.load().mistakes["q"]] == [
        ("a.py", "Double.", "q"),
        ("b.py", "Half.", "q"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('show="example"', 'show="exmple"', "show='exmple' is not known; use `example`, `drawn`, `hidden`"),
        ("points=3, ", 'points=3, needs="at_two", ', "needs='at_two' is one word; write needs=('at_two',)"),
    ],
)
def test_a_word_in_the_wrong_place_is_answered_with_the_right_one(lab, old: str, new: str, told: str):
    assert told in fault(lab, checks=GOOD.replace(old, new))


def test_what_the_solution_lacks_is_told_with_the_line_of_the_check(lab):
    checks = GOOD.replace('q.value("slope"', 'q.value("slop"')
    with pytest.raises(LabFault, match=r"^course/lab/checks.py:10: .*'solution.py' has no attribute 'slop'"):
        lab.write(checks=checks).grade("def slop(x):\n    return x\n")


def test_what_the_solution_prints_when_it_is_loaded_is_shown_to_nobody(lab, capfd):
    lab.write(checks=GOOD, solution="print('aloud')\ndef slope(x):\n    return 32 * x**3 + 9 * x**2\n").load()

    assert capfd.readouterr().out == ""


def test_checks_may_stand_in_a_folder_and_are_told_with_their_file(lab):
    folder = {"checks__a": "from graders import exercise\n\nq = exercise('q')\nq.value('slope', points=1, draw=None)\n"}
    assert fault(lab, **folder).startswith("course/lab/checks/a.py:4: the checks of q give 1 points")
    loaded = lab.write(checks__a=GOOD).load()
    assert [check.place for check in loaded.exercises["q"]] == ["checks/a.py:5", "checks/a.py:10"]


EITHER = """
    [lab]
    title = "Slopes"
    road = "either"

    [[exercise]]
    name = "q"
    title = "The slope of a polynomial"
    points = 4
    files = ["*q1*"]
    [exercise.prices]
    at_two = 0.5
"""
SECOND = """
    from graders import exercise

    q = exercise("q")
    q.leaves(points=4, what="the slope", holds=lambda found, ref: found.says(ref.slope(found.of("x"))))
    q.deviates(name="at_two", title="At two", what="x as 2", holds=lambda found, ref: found.of("x") == 2)
"""
SCRIPT = "x = 2.0\nprint(32 * x**3 + 9 * x**2)\n"
WHOLE = {"as-handed-in__checks": SECOND, "as-handed-in__scripts__q1": SCRIPT}


def test_a_lab_that_takes_either_road_has_a_second_half(lab):
    loaded = lab.write(toml=EITHER, checks=GOOD, **WHOLE).load()
    assert loaded.solved("q") == [("solution.py", loaded.solution)]
    second = loaded.half("q", whole=True)
    assert second.solved("q") == [("q1.py", SCRIPT.encode())]
    assert second.solved("q", ("q1_other.py", b"x")) == [("q1_other.py", b"x")]
    assert loaded.half("q", whole=False) is loaded
    assert [(check.name, check.deviation, check.price) for check in second.exercises["q"]] == [
        ("leaves", False, 0.0),
        ("at_two", True, 0.5),
    ]


def test_each_half_imports_its_own_siblings_and_those_of_the_lab(lab):
    second = "from beside import AT\nfrom helpers import TWO\n" + dedent(SECOND).replace("== 2", "== AT == TWO")
    files = {**WHOLE, "as-handed-in__checks": second, "as-handed-in__beside": "AT = 2\n"}
    first = "from helpers import TWO\n" + dedent(GOOD)
    loaded = lab.write(toml=EITHER, checks=first, helpers="TWO = 2\n", beside="AT = 3\n", **files).load()
    assert loaded.second.exercises["q"][1].function.holds.__globals__["AT"] == 2
    assert not {"beside", "helpers"} & sys.modules.keys()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"as-handed-in__scripts__q7": SCRIPT},
            "as-handed-in/scripts/q7.py: by its name it is for no exercise; rename",
        ),
        (
            {"as-handed-in__mistakes__q7": SCRIPT},
            "as-handed-in/mistakes/q7.py: by its name it is for no exercise; rename",
        ),
        ({"as-handed-in__mistakes__q1": SCRIPT}, "as-handed-in/mistakes/q1.py:1: the file has no docstring"),
        ({"toml": EITHER.replace("at_two", "at_three")}, "q has a price for 'at_three', and no such deviation"),
        ({"toml": EITHER.replace("0.5", "0.001")}, "points are multiples of 0.01"),
        ({"as-handed-in__checks": SECOND.replace("points=4", "points=3")}, "as-handed-in/checks.py:5: the checks of q"),
    ],
)
def test_a_second_half_that_does_not_fit_is_told(lab, change, told):
    assert told in fault(lab, **{"toml": EITHER, "checks": GOOD, **WHOLE, **change})


def test_a_second_half_without_a_script_for_its_exercise_is_told(lab):
    told = fault(lab, toml=EITHER, checks=GOOD, **{"as-handed-in__checks": SECOND})
    assert "as-handed-in/scripts: no file there is for q; its name has to fit `files` in lab.toml." in told
