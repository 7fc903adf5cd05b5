from __future__ import annotations

from textwrap import dedent

import pytest

from graders.kinds.source import uses

NAMES = ("autograd", "backward", "requires_grad", "torch.func.grad")


def used(source: str, *functions: str) -> tuple[int, str] | None:
    use = uses(dedent(source), NAMES, functions)
    return (use.line, use.name) if use else None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("y.backward()", "backward"),
        ("torch.autograd.grad(y, x)", "autograd"),
        ("x.requires_grad_()", "requires_grad"),
        ("x.requires_grad = True", "requires_grad"),
        ("torch.tensor(2.0, requires_grad=True)", "requires_grad"),
        ("getattr(y, 'backward')()", "backward"),
        ("operator.methodcaller('backward')(y)", "backward"),
        ("from torch.autograd import grad", "autograd"),
        ("import torch.autograd", "autograd"),
        ("torch.func.grad(f)(x)", "torch.func.grad"),
        ("ag.grad(y, x)", "autograd"),
        ("fgrad(f)(x)", "torch.func.grad"),
    ],
)
def test_every_way_to_use_a_name_is_found_with_its_line(line: str, name: str):
    imports = "import torch\nfrom torch import autograd as ag\nfrom torch.func import grad as fgrad\n\n"
    source = f"{imports}def f(x):\n    {line}\n"
    use = uses(source, NAMES, ("f",))

    assert use is not None
    assert (use.line, use.name, use.text, use.inside) == (6, name, line, "f")


@pytest.mark.parametrize(
    "line",
    [
        "pass  # no y.backward() here",
        '"""Without autograd, backward or requires_grad."""',
        "message = 'backward'",
        "backwards = x.forward_backward",
        "autograd_free = 1",
        "torch.grad(x)",
        "func.grad",
        "return x.grad",
    ],
)
def test_a_mention_or_a_longer_name_is_no_use(line: str):
    assert used(f"import torch\n\ndef f(x):\n    {line}\n", "f") is None


def test_only_the_named_functions_are_judged():
    source = "def f(x):\n    return x\n\ndef g(y):\n    y.backward()\n"

    assert used(source, "f") is None
    assert used(source, "g") == (5, "backward")
    assert used(source) == (5, "backward")
    assert used(source, "not_defined") is None


def test_helpers_of_the_same_source_are_followed():
    source = """
        def deep(y):
            y.backward()

        def helper(y):
            return deep(y)

        class Net:
            def run(self, y):
                return self.step(y)

            def step(self, y):
                return helper(y)

        def f(x):
            return Net().run(x)
    """
    use = uses(dedent(source), NAMES, ("f",))

    assert use is not None
    assert (use.line, use.inside) == (3, "deep")


def test_the_rule_is_a_policy_verdict_and_the_guarded_checks_are_not_reached(lab):
    checks = """
        from graders import exercise
        q = exercise("q")
        q.forbids("autograd", "backward", in_=("slope",))
        q.value("slope", points=3, draw=lambda d: (d.uniform((8,), -3, 3),))
        q.value("poly", points=1, draw=lambda d: (d.uniform((8,), -3, 3),))
    """
    hand_in = """
        def slope(x):
            x = x.clone().requires_grad_()
            return torch.autograd.grad(poly(x).sum(), x)[0]
    """
    results = lab.write(checks=checks).grade(hand_in)

    assert {name: str(result.verdict) for name, result in results.items()} == {
        "rule_slope": "POLICY",
        "value_slope": "NOT-REACHED",
        "value_poly": "PASS",
    }
    assert results["rule_slope"].finding.facts["name"] == "autograd"
    assert results["rule_slope"].title == "`slope` without `autograd`, `backward`"


def test_a_rule_reads_the_source_and_asks_nothing_of_the_students_process(lab):
    from graders.student import Student
    from worker.local import LocalSession

    class Silent(LocalSession):
        def request(self, op, **fields):
            assert op == "load"
            return super().request(op, **fields)

    class Empty(Silent):
        source = ""

    assert "y.backward()" in Student(Silent([("a.py", b"def f(y):\n    y.backward()\n")])).source
    assert Student(Empty([("a.py", b"x = 1\n")])).source == ""
