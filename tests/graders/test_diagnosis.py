from __future__ import annotations

import pytest

CHECKS = """
    from graders import exercise

    q = exercise("q")
    q.value("slope", points=1, show="example", draw=lambda d: (2.0,), name="at_two")
    q.value("slope", points=2, draw=lambda d: (d.uniform((64,), -3, 3),),
            rtol=1e-5, atol=1e-3, because="values reach hundreds")

    @q.check(points=1)
    def sign(student, reference, draw):
        \"\"\"The slope of a rising line\"\"\"
        student.call("rises", draw.scalar(1, 2)).satisfies(lambda answer: answer is True, "a rising line rises")
"""
SOLUTION = """
    import torch

    def slope(x):
        return 32 * x**3 + 9 * x**2

    def rises(x):
        return x > 0
"""
DOUBLE = '"""The gradients were not reset between calls."""\ndef slope(x):\n    return 2 * (32 * x**3 + 9 * x**2)\n'
POWERS = '"""Each power falls by one."""\ndef slope(x):\n    return 32 * x**4 + 9 * x**3\n'
FALLS = '"""Rising is positive."""\ndef rises(x):\n    return x < 0\n'
REMEMBERS = """
    \"\"\"What was found in one call stays for the next.\"\"\"
    _before = [0]

    def slope(x):
        _before[0] = _before[0] + 32 * x**3 + 9 * x**2
        return _before[0]
"""


@pytest.fixture
def written(lab):
    return lab.write(
        checks=CHECKS, solution=SOLUTION, mistakes__double=DOUBLE, mistakes__powers=POWERS, mistakes__falls=FALLS
    )


def named(results) -> dict[str, tuple[str | None, str | None]]:
    return {name: (r.mistake, r.hint) for name, r in results.items()}


@pytest.mark.parametrize(
    "source",
    [
        DOUBLE,
        "def slope(x):\n    return 64 * x**3 + 18 * x**2\n",
        "def slope(x):\n    a = 32.0 * x * x * x + 9 * x * x\n    return torch.as_tensor(a).double() + a\n",
    ],
)
def test_the_very_numbers_of_a_mistake_name_it_however_they_were_computed(written, source: str):
    told = ("double.py", "The gradients were not reset between calls.")

    assert named(written.grade(source)) == {"at_two": told, "value_slope": told, "sign": (None, None)}


@pytest.mark.parametrize(
    "source",
    [
        "def slope(x):\n    return 3 * (32 * x**3 + 9 * x**2)\n",
        "def slope(x):\n    return 2 * (32 * x**3 + 9 * x**2) + 1\n",
        "def slope(x):\n    return 0 * x\n",
        "def slope(x):\n    return 32 * x**3 + 9 * x**2 + 0.01\n",
        "def slope(x):\n    return [2 * (32 * x**3 + 9 * x**2)]\n",
        "def slope(x):\n    raise ValueError(x)\n",
        "UNCHANGED = True\n",
    ],
)
def test_other_wrong_numbers_get_no_hint(written, source: str):
    assert set(named(written.grade(source)).values()) == {(None, None)}


def test_an_answer_that_two_mistakes_give_gets_no_hint_unless_the_hint_is_the_same(written):
    other = DOUBLE.replace("The gradients were not reset between calls.", "The factor 2 is too much.")
    written.write(mistakes__other=other)
    assert set(named(written.grade(DOUBLE)).values()) == {(None, None)}

    written.write(mistakes__other=DOUBLE)
    assert named(written.grade(DOUBLE))["value_slope"] == ("double.py", "The gradients were not reset between calls.")


def test_a_point_where_two_mistakes_agree_is_told_by_what_else_was_failed(written):
    """At x = 2, twice the slope is the slope with its powers kept: the numbers elsewhere say which of them it was."""
    results = written.grade(DOUBLE)

    assert results["at_two"].finding.facts["got_value"] == written.grade(POWERS)["at_two"].finding.facts["got_value"]
    assert [mistake for mistake, _ in named(results).values()] == ["double.py", "double.py", None]
    assert [mistake for mistake, _ in named(written.grade(POWERS)).values()] == ["powers.py", "powers.py", None]


def test_one_number_of_an_example_alone_names_nobody(lab):
    lab.write(checks=CHECKS, solution=SOLUTION, mistakes__double=DOUBLE)
    source = "def slope(x):\n    y = 32 * x**3 + 9 * x**2\n    return 2 * y if isinstance(x, float) else y + 1\n"

    assert set(named(lab.grade(source)).values()) == {(None, None)}


def test_an_example_with_several_numbers_names_the_mistake(written):
    written.write(
        checks=CHECKS.replace("(2.0,)", "(torch.tensor([1.0, 2.0, 3.0]),)").replace("from", "import torch\n    from", 1)
    )

    assert named(written.grade(DOUBLE))["at_two"] == ("double.py", "The gradients were not reset between calls.")


def test_zeros_are_nobodys_numbers(lab):
    zeros = '"""The gate was forgotten."""\ndef slope(x):\n    return 0 * x\n'
    lab.write(checks=CHECKS, solution=SOLUTION, mistakes__zeros=zeros)

    assert set(named(lab.grade(zeros)).values()) == {(None, None)}


def test_a_mistake_that_is_nearly_right_names_nobody(lab):
    nearly = '"""Rounded."""\ndef slope(x):\n    return (32 * x**3 + 9 * x**2) + 0.005\n'
    lab.write(checks=CHECKS, solution=SOLUTION, mistakes__nearly=nearly)
    results = lab.grade(nearly)

    assert results["value_slope"].verdict == "WRONG"
    assert results["value_slope"].mistake is None


def test_a_failed_property_names_the_mistake_that_fails_it_too(written):
    assert named(written.grade("def rises(x):\n    return False\n")) == {
        "at_two": (None, None),
        "value_slope": (None, None),
        "sign": ("falls.py", "Rising is positive."),
    }


def test_two_mistakes_at_once_are_both_named(written):
    results = named(written.grade(DOUBLE + "\n\ndef rises(x):\n    return x < 0\n"))

    assert [mistake for mistake, _ in results.values()] == ["double.py", "double.py", "falls.py"]


def test_a_mistake_that_fails_what_the_student_passed_is_not_the_students(lab):
    """The student is right at 2 and wrong elsewhere; the mistake, with the same numbers elsewhere, is wrong at 2."""
    lab.write(checks=CHECKS, solution=SOLUTION, mistakes__double=DOUBLE)
    source = "def slope(x):\n    y = 32 * x**3 + 9 * x**2\n    return y if isinstance(x, float) else 2 * y\n"
    results = lab.grade(source)

    assert (results["at_two"].verdict, results["value_slope"].verdict) == ("PASS", "WRONG")
    assert results["value_slope"].mistake is None


def test_a_mistake_that_remembers_walks_the_same_way(lab):
    lab.write(checks=CHECKS, solution=SOLUTION, mistakes__remembers=REMEMBERS, mistakes__double=DOUBLE)
    results = named(lab.grade(REMEMBERS))

    assert [mistake for mistake, _ in results.values()] == [None, "remembers.py", None]


def test_a_hint_discloses_nothing_but_the_authors_words(written):
    results = written.grade(DOUBLE)

    assert {r.hint for r in results.values() if r.hint} == {"The gradients were not reset between calls."}


def test_hints_that_are_shuffled_are_told_shuffled(written):
    """The hint comes from the file whose numbers match, not from elsewhere."""
    words = ("The gradients were not reset between calls.", "Each power falls by one.")
    written.write(mistakes__double=DOUBLE.replace(*words), mistakes__powers=POWERS.replace(*reversed(words)))

    assert named(written.grade(DOUBLE))["value_slope"] == ("double.py", "Each power falls by one.")


def test_a_broken_rule_names_the_mistake_that_breaks_it_the_same_way(lab):
    rule = '    q.forbids("backward", "autograd", in_=("slope",))\n'
    by_backward = """
        \"\"\"The slope is to be found by hand.\"\"\"
        def slope(x):
            x = torch.tensor(x, requires_grad=True)
            (8 * x**4 + 3 * x**3).backward()
            return x.grad
    """
    lab.write(checks=CHECKS + rule, solution=SOLUTION, mistakes__backward=by_backward)
    by_autograd = "def slope(x):\n    return torch.autograd.functional.jacobian(lambda t: 8 * t**4, x)\n"

    assert named(lab.grade(by_backward))["rule_slope"] == ("backward.py", "The slope is to be found by hand.")
    assert named(lab.grade(by_autograd))["rule_slope"] == (None, None)


BREAKS = """
    from graders import exercise

    q = exercise("q")

    @q.check(points=4)
    def rounded(student, reference, draw):
        \"\"\"The slope, rounded\"\"\"
        x = draw.scalar(1, 2)
        got = student.call("slope", x)
        assert round(got.value) is not None
        got.close_to(reference.slope(x))
"""
NO_NUMBER = '"""Return the number itself."""\ndef slope(x):\n    return [x]\n'


def test_a_check_that_breaks_on_a_mistake_stops_neither_the_grading_nor_the_other_mistakes(lab):
    written = lab.write(checks=BREAKS, solution=SOLUTION, mistakes__a=NO_NUMBER, mistakes__double=DOUBLE)

    told = ("double.py", "The gradients were not reset between calls.")
    assert named(written.grade(DOUBLE)) == {"rounded": told}
    assert named(written.grade("def slope(x):\n    return x\n")) == {"rounded": (None, None)}


def test_a_mistake_that_broke_a_check_is_out_for_the_checks_after_it(lab):
    checks = (
        BREAKS.replace("points=4", "points=2")
        + """
    q.value("slope", points=2, draw=lambda d: (d.uniform((64,), -3, 3),))
"""
    )
    doubled = "def slope(x):\n    return 2 * (32 * x**3 + 9 * x**2) if isinstance(x, torch.Tensor) else [x]\n"
    either = f'"""Not a number."""\n{doubled}'
    written = lab.write(checks=checks, solution=SOLUTION, mistakes__either=either)
    student = "def slope(x):\n    y = 32 * x**3 + 9 * x**2\n    return 2 * y if isinstance(x, torch.Tensor) else y\n"

    results = written.grade(student)
    assert results["rounded"].verdict == "PASS"
    assert named(results)["value_slope"] == (None, None)
