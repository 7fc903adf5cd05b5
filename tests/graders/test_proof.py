"""What `prove` says about labs that are whole, and about labs that are broken in each of the ways that authors find."""

from __future__ import annotations

import os
import signal
from dataclasses import replace

import pytest

from graders.diagnosis.mistakes import Mistake
from graders.kit.apart import Lost, apart
from graders.kit.proof import Proof, _Proving, prove
from graders.kit.trial import grade
from graders.results import LabFault, ServiceFault
from worker.local import LocalSession

TOML = """
    [lab]
    title = "Slopes"

    [limits]
    total_s = 2

    [[exercise]]
    name = "q"
    title = "The slope of a polynomial"
    points = 4

    [[exercise]]
    name = "r"
    title = "Its value"
    points = 1
"""
CHECKS = """
    from graders import exercise

    q = exercise("q")
    q.value("slope", points=4, draw=lambda d: (d.uniform((64,), -3, 3),))
    r = exercise("r")
    r.value("poly", points=1, draw=lambda d: (d.uniform((64,), -3, 3),))
"""
STARTER = """
    def poly(x):
        raise NotImplementedError


    def slope(x):
        raise NotImplementedError
"""
VARIANT = """
    def slope(x):
        return x * x * (32 * x + 9)
"""
SIGN = '''
    """The sign of the second term was lost."""


    def slope(x):
        return 32 * x**3 - 9 * x**2
'''
POWER = '''
    """The powers were kept."""


    def slope(x):
        return 32 * x**4 + 9 * x**3
'''
VALUE = '''
    """The second term was forgotten."""


    def poly(x):
        return 8 * x**4
'''


@pytest.fixture
def whole(lab):
    lab.write(toml=TOML, checks=CHECKS, starter=STARTER, variants__product=VARIANT)
    lab.write(mistakes__sign=SIGN, mistakes__power=POWER, mistakes__value=VALUE)
    (lab.folder / "statement.md").write_text("## The slope of a polynomial\n\n## Its value\n")
    return lab


def proved(lab, seeds=2, **how):
    return prove(lab.folder, LocalSession, seeds, **how)


def only_complaint(lab, **how):
    (complaint,) = proved(lab, **how).complaints
    return complaint


def test_a_whole_lab_holds_and_is_counted(whole):
    proof = proved(whole)
    assert proof.complaints == []
    assert (proof.exercises, proof.checks, proof.flakes) == (2, 2, 0)
    assert (proof.variants, proof.accepted) == (1, 1)
    assert (proof.mistakes, proof.caught, proof.named, proof.misnamed) == (3, 3, 3, 0)
    assert 0 < proof.tightest.allowances < 1
    assert proof.nearest.allowances > 1000
    assert proof.seconds > 0
    assert proof.advice == ["course/lab/mistakes: r knows 1 mistake. Add what students do."]


def test_quickly_only_solution_and_starter_are_graded(whole):
    whole.write(mistakes__sign=VARIANT.replace("def", '"""No mistake at all."""\n    def'))
    assert proved(whole, seeds=1, quick=True).complaints == []
    assert proved(whole, seeds=1).complaints != []


def test_the_tightest_place_is_found_in_both_directions(whole):
    loose = 'q.value("slope", points=4, draw=lambda d: (d.uniform((64,), 1, 3),), rtol=0.05, because="for this test")'
    near = '"""Nearly right."""\n\n\ndef slope(x):\n    return 1.2 * (32 * x**3 + 9 * x**2)\n'
    far = '"""A shift."""\n\n\ndef slope(x):\n    return 1e4 + 32 * x**3 + 9 * x**2\n'
    whole.write(checks=CHECKS.replace('q.value("slope", points=4, draw=lambda d: (d.uniform((64,), -3, 3),))', loose))
    whole.write(mistakes__sign=near, mistakes__power=far)
    proof = proved(whole)
    assert proof.nearest.allowances == pytest.approx(4, rel=1e-3)
    assert (proof.nearest.check, proof.nearest.file, proof.nearest.place) == (
        "value_slope",
        "mistakes/sign.py",
        "checks.py:4",
    )
    assert (
        "course/lab/checks.py:4: mistakes/sign.py is only 4 allowances off in `value_slope`. "
        "Narrow its tolerance, or draw inputs on which the mistake shows more."
    ) in proof.advice


def test_a_tolerance_below_rounding_is_told(whole):
    narrow = 'points=4, rtol=1e-9, atol=1e-9, because="for this test"'
    whole.write(checks=CHECKS.replace("points=4", narrow))
    complaint, variant = proved(whole).complaints
    assert variant.startswith("course/lab/variants/product.py: it loses `value_slope` of q")
    assert complaint.startswith("course/lab/checks.py:4: rounding alone takes ")
    assert "allowances of `value_slope` (solution.py in float32 against float64). Give the check" in complaint


def test_a_solution_that_loses_points_is_told_with_the_check(whole):
    with_title = CHECKS + (
        '\n\n    @r.check(points=0)\n    def at_one(student, reference, draw):\n        """At one"""\n'
        '        student.call("poly", 1.0).close_to(12.0)\n'
    )
    complaint = only_complaint(whole.write(checks=with_title))
    assert complaint.startswith("course/lab/solution.py: it loses `at_one` of r, with WRONG: ")
    assert complaint.endswith("Correct solution.py, or the check at checks.py:9.")


def test_what_differs_from_seed_to_seed_is_a_flake(whole):
    sometimes = "points=1, draw=lambda d: (d.choice([0.0, 1.0]),)"
    half = '"""Half."""\n\n\ndef poly(x):\n    return (8 * x**4 + 3 * x**3) / 2\n'
    whole.write(checks=CHECKS.replace("points=1, draw=lambda d: (d.uniform((64,), -3, 3),)", sometimes))
    whole.write(mistakes__value=half)
    proof = proved(whole, seeds=8)
    assert proof.flakes == 1
    assert proof.caught == 2
    (complaint,) = (found for found in proof.complaints if "no check" in found)
    assert complaint.startswith("course/lab/mistakes/value.py: on ")
    assert complaint.endswith(
        "of 8 seeds no check of r catches it. Draw inputs on which it differs from the solution, or remove it."
    )


def test_a_mistake_that_loses_nothing(whole):
    whole.write(mistakes__sign='"""Nothing wrong."""\n\n\ndef slope(x):\n    return 32 * x**3 + 9 * x**2\n')
    proof = proved(whole)
    assert (proof.caught, proof.named) == (2, 2)
    (complaint,) = proof.complaints
    assert complaint == (
        "course/lab/mistakes/sign.py: no check of q catches it. "
        "Draw inputs on which it differs from the solution, or remove it."
    )


def test_a_mistake_that_loses_elsewhere_too(whole):
    both = SIGN + "\n\n    def poly(x):\n        return x\n"
    whole.write(mistakes__sign=both.replace("lost.", "lost.\n\n    exercise: q\n    "))
    proof = proved(whole)
    assert proof.caught == 2
    assert proof.complaints[0] == (
        "course/lab/mistakes/sign.py: it belongs to q and loses points in `r` too. "
        "Change only what that exercise asks for, or let the other checks not call it."
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "The file is empty."),
        ("def (:\n", "Python cannot read your file: invalid syntax: def (: (line 1). Correct that line first."),
    ],
)
@pytest.mark.parametrize("file", ["starter", "variants__product"])
def test_a_file_that_cannot_be_read_is_told_by_its_name(whole, file: str, text: str, told: str):
    assert only_complaint(whole.write(**{file: text})).startswith(f"course/lab/{file.replace('__', '/')}.py: {told}")


def test_a_mistake_of_a_whole_run_is_a_whole_file(lab):
    checks = """
        from graders import exercise

        q, r = exercise("q"), exercise("r")
        q.printed(points=4, near=326.0, within=0.1)
        r.named("total", points=1, near=1.5)
    """
    lab.write(
        toml=TOML.replace("[limits]", 'road = "as-handed-in"\n\n    [limits]'),
        checks=checks,
        solution="print(326)\ntotal = 1.5\n",
        starter="total = None\n",
        mistakes__half='"""Half of it.\n\nexercise: r\n"""\ntotal = 0.75\n',
    )
    (lab.folder / "statement.md").write_text("## The slope of a polynomial\n\n## Its value\n")
    assert only_complaint(lab) == (
        "course/lab/mistakes/half.py: it belongs to r and loses points in `q` too. "
        "A mistake runs whole and alone, as a hand-in does: write all of the sheet in it, wrong in that exercise only."
    )


def test_two_mistakes_that_look_alike_are_not_named(whole):
    proof = proved(whole.write(mistakes__twin=SIGN.replace("The sign", "Another sign")))
    assert (proof.mistakes, proof.caught, proof.named, proof.misnamed) == (4, 4, 2, 0)
    assert [complaint.split(":")[0] for complaint in proof.complaints] == [
        "course/lab/mistakes/sign.py",
        "course/lab/mistakes/twin.py",
    ]


@pytest.mark.parametrize(
    ("file", "place"),
    [("mistakes__sign", "mistakes/sign.py"), ("variants__product", "variants/product.py"), ("solution", "solution.py")],
)
def test_a_loop_is_told_by_the_name_of_its_file(whole, file, place, monkeypatch):
    monkeypatch.setattr("graders.kit.proof.LAB_CODE_S", 0.5)
    monkeypatch.setattr("graders.kit.proof.SHORT_S", 1.5)
    loop = "def slope(x):\n    while True:\n        pass\n"
    poly = "\n\ndef poly(x):\n    return x\n" if file == "solution" else ""
    whole.write(**{file: f'"""A loop."""\n\n\n{loop}{poly}'})
    proof = proved(whole, seeds=1)
    assert proof.complaints[0].startswith(f"course/lab/{place}: its grading did not end within ")
    assert len(proof.complaints) == 1


def test_a_lab_that_loops_or_ends_while_it_is_loaded(whole, monkeypatch):
    monkeypatch.setattr("graders.kit.proof.LOAD_S", 1.0)
    whole.write(checks="while True:\n    pass\n")
    assert only_complaint(whole) == (
        "course/lab: loading it did not end within 1 s. Look at what solution.py and checks.py do at their top level."
    )
    whole.write(checks="import os\nos._exit(5)\n")
    assert "loading it ended its process (exit code 5)." in only_complaint(whole)


def test_a_check_that_raises_is_told_with_its_line(whole):
    whole.write(
        checks=CHECKS + "\n\n    @r.check(points=0)\n    def bad(s, r, d):\n        'Bad'\n        r.nothing()\n"
    )
    assert only_complaint(whole).startswith("course/lab/checks.py:12: AttributeError: ")


def test_a_solution_that_crashes_loses_its_points_and_is_no_error_of_the_proof(whole):
    whole.write(solution="def poly(x):\n    return x\n\n\ndef slope(x):\n    raise ValueError('oh')\n")
    assert only_complaint(whole).startswith("course/lab/")


def test_a_starter_that_earns_points_or_breaks(whole):
    whole.write(starter="def poly(x):\n    return 8 * x**4 + 3 * x**3\n\n\ndef slope(x):\n    return undefined\n")
    earns, breaks = proved(whole).complaints
    assert earns.startswith("course/lab/starter.py: it earns 1 points as it is, by `value_poly`.")
    assert breaks.startswith("course/lab/starter.py: `value_slope` ends with CRASH: ")
    assert breaks.endswith("Let what students have to write raise NotImplementedError.")


def test_texts_that_are_missing(whole):
    starter = whole.folder / "starter.py"
    starter.rename(whole.folder / "else.py")
    assert only_complaint(whole) == "course/lab/starter.py: there is no such file. Write what students download."
    (whole.folder / "else.py").rename(starter)
    (whole.folder / "statement.md").write_text("## Its value\n")
    assert proved(whole).advice[0] == (
        "course/lab/statement.md: no section is headed by the title of q, so the page cannot lead there. "
        "Write `## The slope of a polynomial`."
    )
    (whole.folder / "statement.md").unlink()
    assert only_complaint(whole) == (
        "course/lab/statement.md: there is no such file. Write the task that students read."
    )


def test_a_check_that_no_mistake_fails_is_named(whole):
    more = '\n    r.value("poly", points=1, name="at_zero", draw=lambda d: (0.0,))\n'
    whole.write(toml=TOML.replace("points = 1", "points = 2"), checks=CHECKS + more)
    assert "course/lab/checks.py:8: no mistake fails `at_zero` (1 points). Add one that does." in proved(whole).advice


def test_apart_tells_how_its_process_ended():
    answer = apart(lambda: {"made": bytearray(64 << 20).count(0)}, 20)
    assert answer.value == {"made": 64 << 20}
    assert 50 < answer.memory_mb < 200
    with pytest.raises(Lost, match="died by SIGKILL"):
        apart(crash, 20)
    with pytest.raises(ServiceFault, match="ZeroDivisionError"):
        apart(lambda: 1 / 0, 20)
    with pytest.raises(LabFault, match="write that instead"):
        apart(at_fault, 20)


def crash():
    os.kill(os.getpid(), signal.SIGKILL)


def at_fault():
    raise LabFault("write that instead")


def test_with_the_hints_exchanged_no_mistake_is_recognised(whole):
    """What is counted as named hangs on the right hint, not on there being one."""
    loaded, proof = whole.load(), Proof(lab="course/lab")
    one, other = loaded.mistakes["q"]
    exchanged = (replace(one, hint=other.hint), replace(other, hint=one.hint))
    shuffled = replace(loaded, mistakes={**loaded.mistakes, "q": exchanged})
    proving = _Proving(loaded, LocalSession, 1, proof)
    for mistake in (one, other):
        found = grade(shuffled, proving._hand_in(mistake), b"seed", LocalSession, diagnose=True)
        proving._prove_named(mistake.file, mistake, [found])
    assert (proof.named, proof.misnamed) == (0, 2)
    assert all("it is taken for another mistake" in complaint for complaint in proof.complaints)


SECOND = {
    "as-handed-in__checks": """
        from graders import exercise

        q = exercise("q")
        q.leaves(points=4, what="the slope", given=lambda d: {"x": d.scalar(-3, 3)},
                 holds=lambda found, ref, x: found.says(ref.slope(x)), tells=lambda found: found.in_print)
        q.deviates(name="at_two", title="At two", what="x as 2", holds=lambda found, ref: found.has("two"))
    """,
    "as-handed-in__scripts__q1": "two = x = 2.0\nprint(32 * x**3 + 9 * x**2)\n",
    "as-handed-in__variants__q1_float": "x = 1.0\nslope = x * x * (32 * x + 9)\n",
    "as-handed-in__mistakes__q1_sign": '"""The second sign was lost."""\nx = 2.0\nprint(32 * x**3 - 9 * x**2)\n',
    "as-handed-in__mistakes__q1_typed": '"""The slope is typed in."""\nx = 2.0\nprint(292.0)\n',
}
EITHER = TOML.replace('title = "Slopes"', 'title = "Slopes"\n    road = "either"').replace(
    "points = 4", 'points = 4\n    files = ["*q1*"]'
)


def test_the_second_half_of_a_lab_is_proved_as_well(whole):
    first = proved(whole)
    whole.write(toml=EITHER, **SECOND)
    proof = proved(whole)
    assert proof.complaints == []
    assert (proof.exercises, proof.checks) == (first.exercises, first.checks + 2)
    assert (proof.variants, proof.accepted) == (first.variants + 1, first.accepted + 1)
    assert (proof.mistakes, proof.caught, proof.misnamed) == (first.mistakes + 2, first.caught + 2, 0)
    assert not [line for line in proof.advice if "as-handed-in" in line]


def test_a_variant_that_loses_points_and_a_script_that_deviates_are_told(whole):
    whole.write(toml=EITHER, **SECOND)
    whole.write(**{"as-handed-in__variants__q1_float": "x = 1.0\nprint(41.0)\n"})
    assert "course/lab/as-handed-in/variants/q1_float.py: it loses `leaves_given` of q" in only_complaint(whole)
    whole.write(**{"as-handed-in__scripts__q1": "x = 2.0\nprint(32 * x**3 + 9 * x**2)\n"})
    assert "course/lab/as-handed-in/scripts/: it deviates in `at_two`." in "\n".join(proved(whole).complaints)


def test_a_script_that_does_nothing_must_earn_nothing(whole):
    asked = (
        'given=lambda d: {"x": d.scalar(-3, 3)},\n                 holds=lambda found, ref, x: found.says(ref.slope(x))'
    )
    checks = SECOND["as-handed-in__checks"].replace(asked, "holds=lambda found, ref: True")
    whole.write(toml=EITHER, **SECOND | {"as-handed-in__checks": checks})
    assert "as-handed-in/starter.py: it earns 4 points as it is" in "\n".join(proved(whole).complaints)


CALLED = """
    def poly(x):
        return 8 * x**4 + 3 * x**3


    def slope(x):
        return 32 * x**3 + 9 * x**2 + 0 * poly(x)


    AT = 2.0
"""


@pytest.mark.parametrize(
    ("redefined", "concerned"),
    [
        ("def slope(x):\n    return x\n", ("q",)),  # the checks of r never come to it
        ("def poly(x):\n    return x\n", ("q", "r")),  # slope calls it
        ("def slope(x):\n    return x\n\n\nAT = 3.0\n", ()),  # anybody may read a constant: all are graded
    ],
)
def test_a_mistake_is_tried_where_it_can_show(whole, redefined, concerned):
    loaded = whole.write(solution=CALLED).load()
    mistake = Mistake("m.py", "A hint.", redefined.encode(), "q")
    assert _Proving(loaded, LocalSession, 1, Proof(lab="course/lab"))._concerned(mistake) == concerned
