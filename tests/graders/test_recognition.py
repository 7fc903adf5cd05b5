"""Over the shipped labs: a mistake is known by its own hint, by nobody else's, and an unrelated error by none."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import torch

from graders import checks
from graders.diagnosis.recognition import particulars
from graders.feedback import hint
from graders.results import Verdict
from graders.run import run_exercise
from worker.local import LocalSession

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
FOLDERS = sorted(file.parent for file in REFERENCE.glob("*/*/lab.toml"))
LONG_CALL_S = 30  # a lab that allows a call this long trains
QUICK = [folder for folder in FOLDERS if all(e.limits.call_s < LONG_CALL_S for e in checks.Lab.read(folder).exercises)]
each_quick_lab = pytest.mark.parametrize("folder", QUICK, ids=lambda folder: f"{folder.parent.name}/{folder.name}")


@cache
def loaded(folder):
    return checks.load(folder)


def graded(lab, exercise, *files):
    results = []
    session = LocalSession([("solution.py", lab.solution), *files])
    run_exercise(lab, exercise, session, b"recognised", results.append, LocalSession)
    return results


def recognised(lab):
    """Each mistake's file with the hints that its own numbers are given."""
    return {
        mistake.file: {r.hint for r in graded(lab, name, (mistake.file, mistake.source)) if r.hint}
        for name, mistakes in lab.mistakes.items()
        for mistake in mistakes
    }


def rotated(mistakes):
    """The same files, each with the hint of its neighbour."""
    hints = [mistake.hint for mistake in mistakes[1:] + mistakes[:1]]
    return tuple(replace(mistake, hint=other) for mistake, other in zip(mistakes, hints, strict=True))


@each_quick_lab
def test_every_mistake_is_told_its_own_hint_and_no_other(folder):
    lab = loaded(folder)
    own = {m.file: {m.hint} for mistakes in lab.mistakes.values() for m in mistakes}
    found = recognised(lab)

    assert {file: hints for file, hints in found.items() if not hints <= own[file]} == {}
    assert sum(found[file] == own[file] for file in own) >= 0.95 * len(own)


@each_quick_lab
def test_with_the_hints_shuffled_none_is_told_its_own(folder):
    lab = loaded(folder)
    own = {m.file: {m.hint} for mistakes in lab.mistakes.values() for m in mistakes}
    shuffled = replace(lab, mistakes={name: rotated(mistakes) for name, mistakes in lab.mistakes.items()})

    assert [file for file, hints in recognised(shuffled).items() if hints and hints == own[file]] == []


BENT = """

def _bend(value, x):
    if isinstance(value, dict):
        return {{key: _bend(item, x) for key, item in value.items()}}
    if isinstance(value, (tuple, list)):
        return type(value)(_bend(item, x) for item in value)
    return value if isinstance(value, (bool, str, set)) else value + 0.37 * x

_right = {name}

def {name}(*args):
    # Detached: a graph that hangs on would be a mistake that the lab does know.
    return _bend(_right(*args), args[0].detach() if hasattr(args[0], "detach") else args[0])
"""


def functions_to_bend(folder):
    """(exercise, function) for every function that checks of lab 2 call with numbers."""
    lab = loaded(folder)
    uses = {name: {use for check in each for use in check.uses} for name, each in lab.exercises.items()}
    return [
        (name, use)
        for name, used in uses.items()
        for use in sorted(used)
        if callable(getattr(lab.reference, use, None)) and use not in {"leaf", "enable_grad", "graph_edges"}
    ]


LAB_2 = REFERENCE / "manipal-cse3281" / "lab-2"


@pytest.mark.parametrize("variant", sorted((LAB_2 / "variants").glob("*.py")), ids=lambda file: file.stem)
@pytest.mark.parametrize(("exercise", "function"), functions_to_bend(LAB_2))
def test_a_variant_with_an_unrelated_error_is_given_no_hint(variant, exercise, function):
    files = [(variant.name, variant.read_bytes()), ("bent.py", BENT.format(name=function).encode())]
    results = graded(loaded(LAB_2), exercise, *files)

    assert Verdict.WRONG in {result.verdict for result in results}
    assert {hint(result, "staff") for result in results} == {None}


TRAINED = """
    import torch
    from graders import exercise
    from graders.datasets import Split

    q = exercise("q")

    def dots(d):
        x = d.normal((300, 4))
        y = (x.sum(dim=1) > 0).long()
        return Split(x[:200], y[:200], x[200:], y[200:])

    q.accuracy("Net", points=4, data=dots, permute=False, at_least=0.8)
"""
NET = """
    import torch
    from torch import nn


    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.head = nn.Linear(4, 2)

        def forward(self, x):
            return self.head(x)


    def train(model, x, y):
        optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
        for _ in range(40):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
"""
LOOP = (
    "def train(model, x, y):\n    optimizer = torch.optim.Adam({what}.parameters(), lr=0.1)\n    for _ in range(40):\n"
    "        optimizer.zero_grad()\n        nn.functional.cross_entropy({of}(x), {labels}).backward()\n        {step}\n"
)
PLAIN = {"what": "model", "of": "model", "labels": "y", "step": "optimizer.step()"}
TURNED = LOOP.format(**PLAIN | {"labels": "1 - y"})
COPIED = LOOP.format(**PLAIN | {"what": "other", "of": "other"}).replace(
    "    optimizer", "    import copy\n    other = copy.deepcopy(model)\n    optimizer", 1
)
HINTED = '"""{hint}"""\nimport torch\nfrom torch import nn\n\n{source}'


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (TURNED, "The labels are turned."),
        (TURNED.replace("1 - y", "(y == 0).long()"), "The labels are turned."),
        (COPIED, "Another model is trained."),
        (COPIED.replace("copy.deepcopy(model)", "Net()").replace("Adam", "SGD"), "Another model is trained."),
        (LOOP.format(**PLAIN | {"step": "pass"}), None),
        (LOOP.format(**PLAIN | {"labels": "0 * y"}), None),
        ("def train(model, x, y):\n    pass\n", None),
        ("def train(model, x, y):\n    raise ValueError('no')\n", None),
    ],
)
def test_a_training_is_known_by_a_short_one(lab, source: str, told: str | None):
    lab.write(
        checks=TRAINED,
        solution=NET,
        mistakes__turned=HINTED.format(hint="The labels are turned.", source=TURNED),
        mistakes__copied=HINTED.format(hint="Another model is trained.", source=COPIED),
    )
    (result,) = lab.grade(source).values()

    assert result.verdict in {"WRONG", "CRASH"}
    assert result.hint == told


LONG = """
    from graders import exercise
    q = exercise("q")
    q.value("poly", points=4, draw=lambda d: (d.scalar(1, 2),))
"""


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (2**400, {2**400}),
        ([-(2**400), True, 0, None, float("nan"), 1.5], {-(2**400), 1.5}),
        (torch.tensor([1.0, 1.0, float("inf"), 2.0]), {1.0, 2.0}),
        (torch.tensor([True, False]), set()),
        ({"a": (3, "text")}, {3, "text"}),
        (torch.zeros(1).expand(10**6), set()),
    ],
)
def test_what_is_particular_in_a_value(value, found: set):
    assert particulars(value) == found


def test_an_integer_of_any_length_is_a_wrong_answer_and_no_more(lab):
    """The diagnosis looks at what was returned, and must not end over it: then nobody got a verdict."""
    results = lab.write(checks=LONG).grade("def poly(x):\n    return 2**400\n")

    assert {(str(result.verdict), result.points) for result in results.values()} == {("WRONG", 0.0)}
