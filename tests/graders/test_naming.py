"""Wrong hints that were once given: the same numbers by another cause, or too few numbers to know a cause by."""

from __future__ import annotations

import pytest

from graders.feedback import hint

CHECKS = """
    from graders import exercise

    q = exercise("q")

    def neurons(d):
        return [(d.uniform((), 1, 2), d.uniform((), *v)) for v in ((-2, -1), (1, 2))] + [
            (d.uniform((6,), 1, 2), d.uniform((6,), -2, 2))
        ]

    q.value("height", points=1, draw=lambda d: (d.uniform((9,)),))
    q.value("slope", points=1, draw=lambda d: [(d.uniform((9,)),) for _ in range(2)])
    q.value("gated", points=1, draw=neurons)
    q.value("ratio", points=1, draw=lambda d: (d.uniform((), 1, 2),))

    @q.check(points=0, needs=("value_height",))
    def free(student, reference, draw):
        \"\"\"The height is free of any graph\"\"\"
        tracked = student.make("height", draw.uniform((4,)).requires_grad_()).attribute("requires_grad")
        tracked.satisfies(lambda flag: flag is False, "the result is free of any graph")
"""
SOLUTION = """
    import torch

    def height(x):
        with torch.no_grad():
            return 3 * x**2 + x

    def slope(x):
        x = x.detach().clone().requires_grad_()
        with torch.enable_grad():
            (height.__wrapped__(x) if hasattr(height, "__wrapped__") else 3 * x**2 + x).sum().backward()
        return x.grad

    def gated(x, v):
        return x * (v > 0)

    def ratio(x):
        return torch.log(shifted(x))

    def shifted(x):
        return x + 1
"""
MISTAKES = {
    "mistakes__twice": '"""Backward was called twice."""\ndef slope(x):\n    return 2 * (6 * x + 1)\n',
    "mistakes__open": '"""The gate is missing."""\ndef gated(x, v):\n    return x\n',
    "mistakes__graph": '"""The graph is attached."""\ndef height(x):\n    return 3 * x**2 + x\n',
    "mistakes__negative": '"""One is to be added.\n\nexercise: q\n"""\ndef shifted(x):\n    return x - 10\n',
}


@pytest.fixture
def written(lab):
    return lab.write(checks=CHECKS, solution=SOLUTION, **MISTAKES)


def hints(results) -> dict[str, str | None]:
    return {name: result.mistake for name, result in results.items() if result.mistake}


def test_each_mistake_is_known_by_itself(written):
    found = {name: hints(written.grade(source)) for name, source in MISTAKES.items()}

    assert found == {
        "mistakes__twice": {"value_slope": "twice.py"},
        "mistakes__open": {"value_gated": "open.py"},
        "mistakes__graph": {"free": "graph.py"},
        "mistakes__negative": {"value_ratio": "negative.py"},
    }


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def gated(x, v):\n    return x * (v < 0)\n", id="one number of an open gate, and another gate"),
        pytest.param("def gated(x, v):\n    return x * (v.ndim == 0)\n", id="alike for single numbers only"),
        pytest.param("def ratio(x):\n    return torch.log(-x.abs() ** 3) + torch.randn(())\n", id="NaN, drawn anew"),
    ],
)
def test_few_numbers_name_a_mistake_only_with_all_that_the_check_compares(written, source: str):
    assert hints(written.grade(f"import torch\n{source}")).keys() <= {"value_ratio"}


def test_what_is_wrong_in_a_function_that_is_called_is_not_blamed_on_its_caller(lab):
    solution = """
        import torch

        def height(x):
            return 3 * x**2 + x

        def slope(x):
            x = x.detach().clone().requires_grad_()
            height(x).sum().backward()
            return x.grad
    """
    checks = """
        from graders import exercise

        q = exercise("q")
        q.value("height", points=2, draw=lambda d: (d.uniform((9,)),))
        q.value("slope", points=2, draw=lambda d: (d.uniform((9,)),))
    """
    twice = '"""Backward was called twice."""\ndef slope(x):\n    return 2 * (6 * x + 1)\n'
    written = lab.write(checks=checks, solution=solution, mistakes__twice=twice)
    doubled = "def height(x):\n    return 2 * (3 * x**2 + x)\n"

    assert hints(written.grade(twice)) == {"value_slope": "twice.py"}
    results = written.grade(f"{solution_of(solution)}\n{doubled}")
    assert hints(results) == {}
    assert "twice" in str(hint(results["value_height"], "student"))


def solution_of(text: str) -> str:
    return "\n".join(line[8:] for line in text.splitlines())


def test_a_property_that_fails_beside_wrong_values_of_its_function_names_nothing(lab):
    checks = """
        from graders import exercise

        q = exercise("q")
        q.value("height", points=2, draw=lambda d: (d.uniform((9,)),))

        @q.check(points=2)
        def free(student, reference, draw):
            \"\"\"The height is free of any graph\"\"\"
            tracked = student.make("height", draw.uniform((4,)).requires_grad_()).attribute("requires_grad")
            tracked.satisfies(lambda flag: flag is False, "the result is free of any graph")
    """
    solution = "import torch\n\ndef height(x):\n    with torch.no_grad():\n        return 3 * x\n"
    graph = '"""Without no_grad a graph is recorded."""\ndef height(x):\n    return 3 * x\n'
    written = lab.write(checks=checks, solution=solution, mistakes__graph=graph)

    assert hints(written.grade(graph)) == {"free": "graph.py"}
    assert hints(written.grade("import torch\n\ndef height(x):\n    with torch.no_grad():\n        return x\n")) == {}


def test_a_part_of_a_result_is_not_all_of_it_and_a_number_of_numbers_is_no_loss(lab):
    checks = """
        from graders import exercise

        q = exercise("q")
        q.value("pair", points=2, draw=lambda d: [(d.scalar(1, 2), d.scalar(1, 2)) for _ in range(3)])
        q.value("whole", points=2, draw=lambda d: [(d.uniform(()), d.uniform(())) for _ in range(3)])
    """
    solution = "import torch\n\ndef pair(x, y):\n    return x * y, x + y\n\ndef whole(x, y):\n    return x * y\n"
    written = lab.write(checks=checks, solution=solution)
    results = written.grade("def pair(x, y):\n    return 2 * x * y, x + y\n\ndef whole(x, y):\n    return 2 * x * y\n")

    twice = "is exactly twice the right one. Look for something that is counted or added up twice."
    assert hint(results["value_pair"], "student") == f"Every value of this part of `pair` {twice}"
    assert hint(results["value_whole"], "student") == f"Every value of `whole` {twice}"


@pytest.mark.parametrize(
    ("rule", "other"),
    [
        (
            'q.requires(syntax=("for",), in_=("height",))',
            "def height(x):\n    return torch.stack([each for each in x]).clone()\n",
        ),
        (
            'q.trace("height", calls=("mul",), draw=lambda d: (d.uniform((4,)),))',
            "def height(x):\n    return x\n",
        ),
    ],
)
def test_what_is_left_undone_does_not_tell_what_was_done_instead(lab, rule: str, other: str):
    checks = f"""
        from graders import exercise

        q = exercise("q")
        q.value("height", points=4, draw=lambda d: (d.uniform((9,)),))
        {rule}
    """
    solution = "import torch\n\ndef height(x):\n    for _ in range(1):\n        x = x * 1\n    return x\n"
    library = '"""This is done by addition, where a loop is asked for."""\ndef height(x):\n    return x + 0\n'
    written = lab.write(checks=checks, solution=solution, mistakes__library=library)

    assert "POLICY" in {result.verdict for result in written.grade(library).values()}
    assert hints(written.grade(f"import torch\n\n{other}")) == {}


def test_mistakes_that_wait_take_no_hint_from_the_others(lab):
    """What they compute counts: a machine that others use as well must not make a hint come late."""
    waiting = '"""Slow."""\nimport time\n\n\ndef slope(x):\n    time.sleep(0.5)\n    return {}.0 * x\n'
    sign = '"""The sign was lost."""\n\n\ndef slope(x):\n    return 32 * x**3 - 9 * x**2\n'
    slow = {f"mistakes__slow_{number}": waiting.format(number) for number in range(3, 8)}
    checks = """
        from graders import exercise

        q = exercise("q")
        q.value("slope", points=4, draw=lambda d: (d.uniform((9,)),))
    """
    results = lab.write(checks=checks, mistakes__wrong_sign=sign, **slow).grade(sign)
    assert results["value_slope"].hint == "The sign was lost."
