from __future__ import annotations

import pytest

from graders.results import LabFault

CHECKS = """
    import torch
    from graders import exercise

    q = exercise("q")
    q.value("slope", points=2, draw=lambda d: [(d.scalar(-3, 3),), (d.uniform((64,), -3, 3),), (d.normal((2, 5)),)],
            rtol=1e-5, atol=1e-3, because="values reach hundreds")
    q.gradient("poly", points=2, draw=lambda d: (d.uniform((64,), -3, 3),),
               rtol=1e-5, atol=1e-3, because="values reach hundreds")
"""


@pytest.fixture
def written(lab):
    return lab.write(checks=CHECKS)


def verdicts(results):
    return {name: (str(r.verdict), r.finding.code if r.finding else None) for name, r in results.items()}


def test_the_solution_passes(written):
    assert verdicts(written.grade()) == {"value_slope": ("PASS", None), "gradient_poly": ("PASS", None)}


@pytest.mark.parametrize(
    ("slope", "verdict"),
    [
        ("return 32 * x**3 + 9 * x**2 + 0.1", ("WRONG", "values")),
        ("return torch.as_tensor(x).reshape(-1)[:1] * 0", ("WRONG", "values")),
        ("return (32 * x**3 + 9 * x**2) if isinstance(x, float) else x.reshape(-1, 1)", ("WRONG", "shape")),
        ("return (32 * x**3 + 9 * x**2) if isinstance(x, float) else x.int()", ("WRONG", "dtype")),
        ("return x * float('nan')", ("WRONG", "not_finite")),
        ("return [x]", ("WRONG", "kind")),
        ("return (y for y in [x])", ("INVALID", "not_data")),
        ("return x.no_such", ("CRASH", "raised")),
        ("raise SystemExit(3)", ("NO-RESULT", "ended")),
    ],
)
def test_wrong_values_are_told_apart(written, slope: str, verdict: tuple[str, str]):
    results = written.grade(f"def slope(x):\n    {slope}\n")

    assert verdicts(results) == {"value_slope": verdict, "gradient_poly": ("PASS", None)}


def test_a_function_that_works_in_place_changes_no_input_of_ours(written):
    in_place = (
        "def slope(x):\n    y = 32 * x**3 + 9 * x**2\n    if torch.is_tensor(x):\n        x.zero_()\n    return y\n"
    )

    assert verdicts(written.grade(in_place))["value_slope"] == ("PASS", None)


@pytest.mark.parametrize(
    ("poly", "verdict"),
    [
        ("return 3 * x**3 + 8 * x**4", ("PASS", None)),
        ("return 8 * x**4 + 3 * x**3 + 3", ("WRONG", "values")),
        ("return torch.tensor((8 * x**4 + 3 * x**3).tolist())", ("WRONG", "no_gradient")),
        ("return 8 * x**4 + (3 * x**3).detach()", ("WRONG", "values")),
        ("return (8 * x**4 + 3 * x**3).sum()", ("WRONG", "shape")),
    ],
)
def test_autograd_goes_through_the_students_function(written, poly: str, verdict: tuple[str, str | None]):
    assert verdicts(written.grade(f"def poly(x):\n    {poly}\n"))["gradient_poly"] == verdict


def test_each_output_is_weighted_so_that_exchanged_slopes_show(written):
    """The sum of the outputs, and so its gradient for ones, is the same as the reference's."""
    blurred = "def poly(x):\n    y = 8 * x**4 + 3 * x**3\n    return y.detach() + (y - y.detach()).mean()\n"
    results = written.grade(blurred)

    assert verdicts(results)["gradient_poly"] == ("WRONG", "values")
    assert results["gradient_poly"].finding.facts["subject"] == "the gradient of `poly` with respect to argument 1"


def test_an_argument_that_the_output_does_not_need_has_gradient_zero_in_the_reference(lab):
    checks = """
        from graders import exercise
        q = exercise("q")
        q.gradient("first", points=4, draw=lambda d: (d.normal((3,)), d.normal((3,))))
    """
    lab.write(checks=checks, solution="def first(a, b):\n    return 2 * a\n")

    assert verdicts(lab.grade("def first(a, b):\n    return 2 * a + 0 * b\n")) == {"gradient_first": ("PASS", None)}
    assert verdicts(lab.grade("def first(a, b):\n    return 2 * a + b - b.detach()\n")) == {
        "gradient_first": ("WRONG", "values")
    }


def test_a_draw_that_gives_no_tuple_is_the_labs_fault(lab):
    checks = 'from graders import exercise\nq = exercise("q")\nq.value("slope", points=4, draw=lambda d: d.scalar())\n'
    with pytest.raises(
        LabFault, match=r"^course/lab/checks.py:3: draw must return the arguments as a tuple, such as \(x,\)"
    ):
        lab.write(checks=checks).grade()


EXPECTATIONS = """
    from graders import exercise

    q = exercise("q")

    @q.check(points=1)
    def shape(student, reference, draw):
        \"\"\"Shape\"\"\"
        student.call("table", 3).has_shape(3, 2)

    @q.check(points=1)
    def exact(student, reference, draw):
        \"\"\"Exact\"\"\"
        student.call("table", 3).equals(reference.table(3))

    @q.check(points=1)
    def part(student, reference, draw):
        \"\"\"Part\"\"\"
        student.call("parts", rows=3)["sum"].close_to(6.0)

    @q.check(points=1)
    def kept(student, reference, draw):
        \"\"\"Objects stay there\"\"\"
        counter = student.make("Counter", 5)
        counter.do("add", 2)
        counter.attribute("total").equals(7)
        counter.method("times", 3).equals(21)
        counter(1).equals(8)
        student.call("read", counter).equals(7)
        student.name("LIMIT").equals(9)
"""
COUNTER = """
    import torch

    LIMIT = 9

    class Counter:
        def __init__(self, start): self.total = start
        def add(self, n): self.total += n; return self
        def times(self, n): return self.total * n
        def __call__(self, n): return self.total + n

    def read(counter): return counter.total
    def table(n): return torch.ones(n, 2)
    def parts(rows): return {"sum": torch.ones(rows, 2).sum()}
"""


def test_expectations_about_calls_parts_and_objects(lab):
    lab.write(checks=EXPECTATIONS, solution=COUNTER)
    assert {r.verdict for r in lab.grade().values()} == {"PASS"}

    wrong = """
        class Counter(Counter):
            def times(self, n): return self.total + n
        def table(n): return torch.ones(2, n) + 1e-7
        def parts(rows): return {"mean": 1.0}
    """
    results = lab.grade(wrong)
    assert {name: r.finding.code for name, r in results.items()} == {
        "shape": "shape",
        "exact": "shape",
        "part": "keys",
        "kept": "values",
    }
    assert results["kept"].finding.facts["call"] == "Counter.times(3)"


def test_a_missing_method_is_told_apart_from_a_missing_function(lab):
    lab.write(checks=EXPECTATIONS, solution=COUNTER)
    results = lab.grade("class Counter:\n    def __init__(self, n): self.total = n\n    def add_(self, n): pass\n")

    assert results["kept"].verdict == "MISSING"
    assert results["kept"].finding.facts["of"] == "Counter"
    assert results["kept"].finding.facts["name"] == "add"
