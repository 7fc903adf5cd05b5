from __future__ import annotations

import json
import re
from textwrap import dedent

import pytest

from graders.kinds.source import lacks, uses
from graders.kinds.syntax import SYNTAX, recursive
from graders.results import LabFault
from worker.retelling import OwnCopy

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


@pytest.mark.parametrize(
    "source",
    [
        "f = lambda x: x.backward()",
        "def g(x):\n    x.backward()\n\nf = g",
        "f = functools.partial(torch.autograd.grad, 3)",
        "if True:\n    f = torch.autograd.grad",
        "class Net:\n    pass\n\n@add_to_class(Net)\ndef step(self, y):\n    y.backward()\n\nf = Net",
        "class f:\n    pass\n\ndef helper(y):\n    y.backward()\n\nf.step = helper",
    ],
)
def test_a_function_may_be_defined_in_many_ways(source: str):
    assert used(source, "f") is not None


BROKEN, KEPT = "def f(x):\n    return x.backward()\n\n", "def f(x):\n    return x\n"


@pytest.mark.parametrize(
    ("source", "counts"),
    [
        (BROKEN + KEPT, False),
        (BROKEN + "y = f(3)\n" + KEPT, False),
        (BROKEN + "def g(x):\n    return f(x)\n" + KEPT, False),
        (BROKEN + "def g(x):\n    return x\n\nf = g\n", False),
        (BROKEN + "old = f\n" + KEPT, True),
        (BROKEN + "old = f\ndef f(x):\n    return old(x)\n", True),
        (BROKEN + "def f(x, old=f):\n    return old(x)\n", True),
        (BROKEN + "helpers = [f]\n" + KEPT, True),
        (BROKEN + "f = wrapped(f)\n", True),
        (BROKEN + "if x:\n    " + KEPT.replace("\n", "\n    "), True),
        ("if x:\n    " + BROKEN.replace("\n", "\n    ") + "\n" + KEPT, True),
        (KEPT + BROKEN, True),
    ],
)
def test_of_two_definitions_that_one_counts_which_is_in_force(source: str, counts: bool):
    """An earlier one counts too where something keeps it, or where the later one may not be carried out."""
    assert (used(source, "f") is not None) is counts
    assert lacks(source, ("x",), ("f",)) is None


@pytest.mark.parametrize("counts", [True, False])
def test_of_two_methods_attached_to_one_class_the_last_counts(counts: bool):
    step = "@add_to_class(Net)\ndef step(self, y):\n    {}\n\n"
    bodies = ("return y", "y.backward()") if counts else ("y.backward()", "return y")
    source = "class Net:\n    pass\n\n" + "".join(map(step.format, bodies))
    assert (used(source, "Net") is not None) is counts


def test_a_function_that_calls_itself_by_another_name_is_recursive():
    source = "def f(x):\n    return again(x)\n\nagain = f\n"
    assert uses(source, (), ("f",), ("recursion",)) == (1, "recursion", "def f(x):", "f")


def test_only_what_lies_on_a_ring_of_calls_is_recursive():
    calls = {"a": {"b"}, "b": {"c", "d"}, "c": {"b"}, "d": {"e"}, "e": {"e"}, "f": {"a"}, "g": set()}
    assert recursive(calls) == {"b", "c", "e"}


def test_calls_without_end_are_found_in_a_long_hand_in():
    """A chain of thousands was walked anew from each of its links, for minutes."""
    chain = {str(number): {str(number + 1)} for number in range(20_000)}
    assert recursive(chain) == set()
    assert len(recursive({**chain, "20000": {"0"}})) == 20_001


def test_a_global_that_shares_a_parameters_name_is_not_part_of_the_function():
    assert used("x = torch.tensor(3.0, requires_grad=True)\n\ndef f(x):\n    return 4 * x\n", "f") is None
    assert (
        used("class A:\n    def __init__(self):\n        self.backward = 1\n\ndef f(x):\n    return 4 * x\n", "f")
        is None
    )


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("for a in x: pass", {"loops", "for"}),
        ("while x: x = x - 1", {"loops", "while"}),
        ("return [a for a in x]", {"loops", "comprehensions"}),
        ("return sum(a for a in x)", {"loops", "comprehensions"}),
        ("return {a: 1 for a in x}", {"loops", "comprehensions"}),
        ("return f(x - 1) if x else 0", {"recursion"}),
        ("return self.f(x)", {"recursion"}),
        ("return other(x)", {"recursion"}),
        ("return super().f(x)", set()),
        ("return x @ x", {"@"}),
        ("x @= x", {"@"}),
        ("return x * x  # for a in x", set()),
        ("'''for a in x: f(x)'''", set()),
    ],
)
def test_kinds_of_syntax(body: str, kinds: set[str]):
    source = f"def other(x):\n    return f(x)\n\ndef f(x):\n    {body}\n"

    assert {kind for kind in SYNTAX if uses(source, (), ("f",), (kind,))} == kinds
    stub = body.startswith("'")  # of which nothing is required
    assert {kind for kind in SYNTAX if not lacks(source, (), ("f",), (kind,))} == (set(SYNTAX) if stub else kinds)


def test_a_loop_in_a_helper_is_a_loop_with_the_helpers_line():
    source = "def helper(a):\n    for b in a:\n        yield b\n\ndef f(x):\n    return list(helper(x))\n"

    assert uses(source, (), ("f",), ("loops",)) == (2, "loops", "for b in a:", "helper")
    assert uses(source, (), ("g",), ("loops",)) is None


@pytest.mark.parametrize(
    ("source", "lacking"),
    [
        ("def f(x):\n    return torch.softmax(x, 0)", None),
        ("from torch import softmax as s\ndef f(x):\n    return s(x, 0)", None),
        ("def h(x):\n    return x.softmax(0)\ndef f(x):\n    return h(x)", None),
        ("f = torch.softmax", None),
        ("class f(torch.nn.Module):\n    def forward(self, x):\n        return x.softmax(0)", None),
        ("def f(x):\n    raise NotImplementedError\n\ndef f(x):\n    return x.softmax(0)", None),
        ("def g(x):\n    return x", None),
        ("from torch import softmax\ndef f(x):\n    return x", (2, "softmax", "f")),
        ("def f(x):\n    from torch import softmax\n    return x", (1, "softmax", "f")),
        ('def f(x):\n    """Calls softmax."""\n    return x  # softmax', (1, "softmax", "f")),
        ("def f(x):\n    print('softmax')\n    return x", (1, "softmax", "f")),
        ("def g(x):\n    return x.softmax(0)\ndef f(x):\n    return x", (3, "softmax", "f")),
        ("def f(x):\n    return x\n\ndef f(x):\n    return x.softmax(0)", None),
        ("def f(x):\n    return x.softmax(0)\n\ndef f(x):\n    return x", (4, "softmax", "f")),
        ("def f(x):\n    return x\n\nold = f\ndef f(x):\n    return x.softmax(0)", (1, "softmax", "f")),
    ],
)
def test_what_a_function_must_use(source: str, lacking: tuple[int, str, str] | None):
    assert lacks(source, ("softmax",), ("f",)) == lacking


def test_each_of_the_functions_must_use_it():
    source = "def f(x):\n    return [a for a in x]\n\ndef g(x):\n    return x\n"

    assert lacks(source, (), ("f", "g"), ("loops",)) == (4, "loops", "g")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('q.forbids("grad", syntax=("loop",), in_=("slope",))', "syntax='loop' is not known here; use 'loops', 'for'"),
        ('q.requires(in_=("slope",))', "this rule is about nothing"),
        ('q.requires("grad", in_=("slope",), points=1)', "a rule earns no points"),
        ('q.trace("slope", draw=lambda d: (1.0,))', "a trace without a rule says nothing"),
        ('q.trace("slope", draw=lambda d: (1.0,), never=("lstm",))', "'lstm' is taken apart into other operations"),
        ('q.trace("slope", draw=lambda d: (1.0,), never=("matmull",))', "'matmull' is no operation of PyTorch"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_the_labs_fault(lab, line: str, said: str):
    checks = f'from graders import exercise\nq = exercise("q")\n{line}\n'

    with pytest.raises(LabFault, match=re.escape(said)) as raised:
        lab.write(checks=checks).load()
    assert "lab/checks.py:3: " in str(raised.value)


def test_a_broken_rule_is_told_with_cell_and_line_of_the_notebook():
    cells = ["# Title", "import torch\n\ndef add(a, b):\n    return a + b", "x = 1\ndef slope(x):\n    return x.grad"]
    notebook = {"cells": [{"cell_type": "code", "source": cell} for cell in cells], "nbformat": 4, "metadata": {}}
    copy = OwnCopy([("lab.ipynb", json.dumps(notebook).encode())])
    line = copy.source.split("\n").index("def slope(x):") + 1

    assert {key: copy.place(line)[key] for key in ("cell", "line")} == {"cell": 3, "line": 2}
    script = OwnCopy([("lab.py", b"x = 1\ndef slope(x):\n    return x\n")])
    assert {key: script.place(2)[key] for key in ("cell", "line")} == {"cell": None, "line": 2}
