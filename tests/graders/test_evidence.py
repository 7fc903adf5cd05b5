"""Named globals, printed numbers, functions by what they do: what counts as right, and what a lab may not write."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from graders.feedback import message
from graders.kinds.evidence import numbers_in, numbers_of
from graders.results import LabFault, Verdict
from tests.graders.conftest import ONE_EXERCISE, LabWriter

AS_HANDED_IN = ONE_EXERCISE.replace('title = "Slopes"', 'title = "Slopes"\n    road = "as-handed-in"')

TEXT = """
tensor([[1.0000e+00, -2.5000],
        [nan, 3.]], grad_fn=<MulBackward0>) x1 q5: 7, 8. [9 10]
v1.2.3 1e5 loss=0.5; (0.25) 50% 1_000 3-4 .5
"""


def test_the_numbers_of_a_text():
    found = numbers_in(TEXT).nan_to_num(99).tolist()
    assert found == [1.0, -2.5, 99.0, 3.0, 7.0, 8.0, 9.0, 10.0, 1e5, 0.5, 0.25, 50.0, 3.0, 4.0, 0.5]


def test_a_number_of_very_many_digits_takes_no_time():
    assert numbers_in("9" * 300_000).tolist() == [float("inf")]


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        (3, 3.0),
        (torch.tensor([1, 2], dtype=torch.int8), [1.0, 2.0]),
        (torch.tensor([1.5], requires_grad=True, dtype=torch.bfloat16), [1.5]),
        (np.float64(2.5), 2.5),
        ([[1, 2.5], [np.int64(3), torch.tensor(4)]], [[1.0, 2.5], [3.0, 4.0]]),
        (True, 1.0),
        # A number of Python is a float64, alone as in a list.
        (0.1, 0.1),
        ([1, 0.1, True], [1.0, 0.1, 1.0]),
    ],
)
def test_numbers_of_any_type(value, numbers):
    found = numbers_of(value)
    assert found is not None
    assert (found.dtype, found.tolist()) == (torch.float64, numbers)


@pytest.mark.parametrize("value", ["3", None, [1, [2]], [], {"a": 1}, {1}, 1j, torch.tensor(1j), ["3"]])
def test_what_is_no_number(value):
    assert numbers_of(value) is None


def test_candidates_are_bounded_and_the_right_name_comes_first():
    from graders.kinds.evidence import _candidates

    source = "".join(f"def f{number}(x):\n    return x\n" for number in range(30))
    source += "def two(a, b):\n    return a\ndef named(x, *, y):\n    return x\ndef opt(x, y=1):\n    return x\n"
    found = _candidates(source + "def wanted(x):\n    return x\nclass C:\n    pass\n", "wanted", {1})
    assert found == ["wanted", "opt", "f29"]
    assert _candidates(source + "def want(x):\n    return x\n" + source, "wanted", {1}) == ["want", "opt", "f29"]
    assert _candidates(source, "wanted", {1, 2}) == ["opt"]
    assert _candidates("def any_(*all): pass\n", "wanted", {5}) == ["any_"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('q.named("a", points=1)', "say what is right by one of near=0.25 and reference="),
        ('q.named("a", points=1, near=1, reference="a")', "say what is right by one of"),
        ("q.named(points=1, near=1)", "q.named needs the names to look for"),
        ("q.printed(points=1, near=1)", "q.printed needs within="),
        ('q.named("a", points=1, near=1, within=-1)', "within=-1 is no distance; write within=0.001"),
    ],
)
def test_a_check_that_says_too_little_points_at_its_line(lab: LabWriter, line, told):
    lab.write(toml=AS_HANDED_IN, checks=f'from graders import exercise\nq = exercise("q")\n{line}\n')
    with pytest.raises(LabFault, match=r"checks\.py:3") as caught:
        lab.load()
    assert told in str(caught.value)


GRID = "for step in range(-3000, 3000):\n    print(step * 0.002)\n"
FALLING = "for epoch in range(200):\n    print(1.5 + 2.0 ** -epoch)\n"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("print(1.5)\n", None),
        ("print(0.5, 1.5, 7)\nprint(1.501, 1.499)\n", None),
        (FALLING, None),
        (FALLING.replace("2.0", "(-2.0)"), "guesses"),
        (GRID, "guesses"),
        ("for step in range(-3000, 3000):\n    print(step * 0.02 + 0.01)\n", "not_printed"),
        ("print(1.6)\n", "not_printed"),
    ],
)
def test_a_grid_of_numbers_does_not_meet_the_right_one(lab: LabWriter, source: str, code: str | None):
    checks = 'from graders import exercise\nq = exercise("q")\nq.printed(points=4, near=1.5009, within=0.001)\n'
    lab.write(toml=AS_HANDED_IN, checks=checks, solution="print(1.5)\n")
    (result,) = lab.grade(source).values()
    assert (result.finding and result.finding.code) == code


@pytest.mark.parametrize("value", ["'text'", "float('nan')", "[]", "{}"])
def test_a_reference_without_numbers_is_a_fault_of_the_lab(lab: LabWriter, value):
    checks = 'from graders import exercise\nq = exercise("q")\nq.named("a", points=4, reference="right")\n'
    lab.write(toml=AS_HANDED_IN, checks=checks, solution=f"right = {value}\na = 1\n")
    with pytest.raises(LabFault, match="must be one or more finite numbers"):
        lab.grade("a = 1")


def test_the_contract_road_has_no_such_checks(lab: LabWriter):
    checks = 'from graders import exercise\nq = exercise("q")\nq.named("a", points=4, near=1)\n'
    lab.write(checks=checks)
    with pytest.raises(LabFault, match=r"checks\.py:3: the check named_a is about a whole run .* write road = "):
        lab.load()


CHECKS = """
    from graders import exercise

    q = exercise("q")
    q.named("w", "weight", points=1, reference="w", within=0.01)
    q.named("loss", points=1, near=0.25, show="example")
    q.printed(points=1, near=[1.0, 2.0], within=0.01)
    q.printed(points=1, reference="final", within=0.01, which="first", name="first")
"""
WHOLE = "w = [1.0, 2.0]\nloss = 0.25\ndef final():\n    return 9\nprint(9)\nprint('w =', w)\n"


@pytest.mark.parametrize(
    ("change", "failing"),
    [
        ({}, set()),
        (
            {"w = [1.0, 2.0]": "import numpy as np\nweight = np.array([[1.004], [2]], dtype=np.float32)\nw = [1, 2]"},
            set(),
        ),
        ({"w = [1.0, 2.0]": "w = [1.02, 2.0]"}, {"named_w", "printed"}),
        ({"w = [1.0, 2.0]": "w = [1.0, 2.0, 3.0]"}, {"named_w"}),
        ({"w = [1.0, 2.0]": "w = [2.0, 1.0]"}, {"named_w", "printed"}),
        ({"w = [1.0, 2.0]": "w = [float('nan'), 2.0]"}, {"named_w", "printed"}),
        ({"loss = 0.25": "import torch\nloss = torch.tensor([[0.25]], requires_grad=True)"}, set()),
        ({"loss = 0.25": "loss = 0.2501"}, {"named_loss"}),
        ({"loss = 0.25": "loss = 'small'"}, {"named_loss"}),
        ({"print(9)": "print(1)\nprint(9)"}, {"first"}),
        ({"print(9)\n": "", "print('w =', w)": ""}, {"first", "printed"}),
        ({"'w =', w": "1, 'and', 0, 'and', 2"}, {"printed"}),
    ],
)
def test_what_counts_as_right(lab: LabWriter, change, failing):
    lab.write(toml=AS_HANDED_IN, checks=CHECKS, solution=WHOLE)
    text = WHOLE
    for old, new in change.items():
        assert old in text
        text = text.replace(old, new)
    results = lab.grade_all([("hand_in.py", text.encode())])
    assert {name for name, result in results.items() if result.verdict is not Verdict.PASS} == failing


def test_an_example_tells_both_numbers(lab: LabWriter):
    lab.write(toml=AS_HANDED_IN, checks=CHECKS, solution=WHOLE)
    results = lab.grade_all([("hand_in.py", WHOLE.replace("0.25", "0.5").encode())])
    told = message(results["named_loss"], "student")
    assert told.startswith("`loss` is not right when your file has run. It is 0.5; right is 0.25 (within ")


def test_a_mistake_that_is_a_whole_file_is_named(lab: LabWriter):
    wrong = WHOLE.replace("[1.0, 2.0]", "[0.5, 1.0]")
    lab.write(toml=AS_HANDED_IN, checks=CHECKS, solution=WHOLE, mistakes__half=f'"""The weights are halved"""\n{wrong}')
    results = lab.grade_all([("hand_in.py", f"print('mine')\n{wrong}".encode())])
    assert results["named_w"].hint == "The weights are halved"
