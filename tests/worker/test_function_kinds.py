"""Rules, traces and the kinds about functions in the real checker and the real sandbox, with what a student reads."""

import json
from pathlib import Path
from textwrap import dedent

import pytest

from graders import feedback
from graders.results import Verdict
from worker.job import Job
from worker.pipeline import open_pipeline

LAB_TOML = """
[lab]
title = "Functions"

[[exercise]]
name = "q"
title = "Everything about functions"
points = 5
"""
SOLUTION = """
import torch


def add(a, b):
    return a + b


def product(a, b):
    return (a[:, :, None] * b[None]).sum(dim=1)


def largest(x):
    return x.max(dim=1)


def noise(n, seed):
    return torch.rand(n, generator=torch.Generator().manual_seed(seed))


def cube(x):
    return x**3


def slope(x):
    return 3 * x**2
"""
CHECKS = """
from graders import exercise

q = exercise("q")
q.forbids(syntax=("loops",), in_=("add",))
q.requires("sum", in_=("product",))
q.trace("product", draw=lambda d: (d.normal((3, 4)), d.normal((4, 2))), never=("matmul",), at_most={"sum": 1})
q.value("add", points=1, draw=lambda d: (d.normal((9,)), d.normal((9,))))
q.value("product", points=1, draw=lambda d: (d.normal((3, 4)), d.normal((4, 2))))
q.value("largest", points=1, draw=lambda d: (d.normal((3, 4)),))
q.deterministic("noise", seed="seed", points=1, draw=lambda d: (d.integer(5, 9),))
q.finite_differences("slope", of="cube", points=1, draw=lambda d: (d.normal((9,)),))
"""


@pytest.fixture(scope="module")
def pipeline():
    opened = open_pipeline(ready=1, concurrent=1)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("labs") / "course" / "functions"
    folder.mkdir(parents=True)
    files = {"lab.toml": LAB_TOML, "solution.py": SOLUTION, "checks.py": CHECKS, "starter.py": "", "statement.md": "-"}
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def graded(pipeline, lab):
    def grade(*more: str, **instead: str):
        """A notebook with a cell for each function of the solution, some of them replaced, and more cells after."""
        functions = {cell.split("(")[0].split()[-1]: cell for cell in SOLUTION.strip().split("\n\n\n")}
        cells = [*{**functions, **instead}.values(), *more]
        made = [{"cell_type": "code", "source": dedent(cell), "metadata": {}, "outputs": []} for cell in cells]
        data = json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
        job = Job(lab, str(lab), "lab.ipynb", data, (), b"s" * 32)
        outcome = pipeline.grade(job, lambda _event: None)
        assert outcome.lab_fault is None
        return outcome.checks

    return grade


def sentences(checks):
    return {check.check: feedback.message(check, "student") for check in checks if check.verdict is not Verdict.PASS}


def test_the_solution_gets_full_marks(graded):
    checks = graded()

    assert sentences(checks) == {}
    assert sum(check.points for check in checks) == 5


def test_a_broken_rule_is_told_with_its_cell_and_line(graded):
    loop = """
        import torch

        def add(a, b):
            return torch.stack([x + y for x, y in zip(a, b)])
    """
    checks = graded(add=loop)

    assert sentences(checks) == {
        "rule_add": (
            "`add` uses a loop (cell 2, line 5: `return torch.stack([x + y for x, y in zip(a, b)])`). "
            "This exercise asks for a solution without it."
        ),
        "value_add": "Not judged, because the check “`add` without loops” did not pass. Correct that one first.",
    }


def test_a_hidden_product_is_seen_in_the_students_process(graded):
    hidden = """
        def product(a, b):
            sum
            return getattr(torch, "mat" + "mul")(a, b)
    """
    found = sentences(graded(product=hidden))

    assert found["trace_product"] == (
        "While `product` ran, PyTorch carried out `matmul`. This exercise asks for a solution without it: "
        "work that step out yourself."
    )
    assert found["value_product"].startswith("Not judged")
    assert set(found) == {"trace_product", "value_product"}


def test_what_is_required_is_told_with_the_function_that_lacks_it(graded):
    lacking = """
        def product(a, b):
            # sum
            return torch.stack([torch.stack([(row * column).mean() * 4 for column in b.T]) for row in a])
    """
    found = sentences(graded(product=lacking))

    assert found["requires_product"] == (
        "`product` (cell 3, line 2) does not use `sum`. "
        "This exercise asks for a solution with it; a comment or an import alone does not count."
    )


def test_chance_that_another_process_does_not_repeat(graded):
    """The number of the process is another one in each, and the same in each call of one."""
    own = """
        import time
        BORN = time.perf_counter_ns() % 2**20

        def noise(n, seed):
            return torch.rand(n, generator=torch.Generator().manual_seed(seed + BORN))
    """
    assert sentences(graded(noise=own)) == {
        "deterministic_noise": (
            "Called in another process with the same seed, `noise` returns other numbers. "
            "Seed the generator with `seed` inside the function and draw all numbers from it."
        )
    }


def test_of_two_definitions_the_one_that_earns_points_must_keep_the_rule_itself(graded):
    """The last one keeps the rule and is wrong, the one before is right and breaks it."""
    right = """
        def product(a, b):
            sum
            return getattr(torch, "mat" + "mul")(a, b)
    """
    wrong = """
        def product(a, b):
            return (a[:, :, None] + b[None]).sum(dim=1)
    """
    checks = graded(wrong, product=right)

    assert set(sentences(checks)) == {"value_product"}
    assert sum(check.points for check in checks) == 4
