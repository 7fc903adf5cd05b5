"""`allclose replay`: a grading of code that draws at random without a seed comes out the same in the real sandbox."""

from __future__ import annotations

import io
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from rich.console import Console
from sqlalchemy import select, text

from api.auth import Viewer
from api.database import session
from api.demo import Demo, ensure_demo
from api.labs import publish
from api.models import Grading, Identity
from api.submissions import Upload, submit
from cli.kit.replay import NothingToReplay, replay, show
from worker.grading import GradingWorker
from worker.pipeline import open_pipeline

TOML = """
[lab]
title = "Chance"

[limits]
call_s = 60
total_s = 120

[[exercise]]
name = "first"
title = "Numbers"
points = 5

[[exercise]]
name = "second"
title = "Again"
points = 1

[[exercise]]
name = "third"
title = "A picture"
points = 1
"""
CHECKS = """
from graders import exercise

first, second, third = exercise("first"), exercise("second"), exercise("third")
third.figure(
    "plot", points=1, show="example", draw=lambda d: ([1.0, 2.0],), shows=lambda reference, x: [([0.0, 1.0], x)]
)
for name in ("by_torch", "by_numpy", "by_generator", "by_python", "by_order"):
    first.value(name, points=1, draw=lambda d: (d.integer(2, 9),))


@second.check(points=1)
def elsewhere(student, reference, draw):
    "A second process, with an input that lab code drew without a seed"
    x = reference.chance(4)
    student.elsewhere().call("shifted", x).close_to(x)
"""
SOLUTION = """
import matplotlib.pyplot as plt
import torch


def zeros(n):
    return torch.zeros(n)


by_torch = by_numpy = by_generator = by_python = by_order = zeros


def shifted(x):
    return x


def chance(n):
    return torch.rand(n)


def plot(x):
    plt.plot([0.0, 1.0], x)
"""
HAND_IN = """
import random
import matplotlib.pyplot as plt
import numpy as np
import torch

generator = np.random.default_rng()
START = torch.randn(1)


def by_torch(n):
    print("drawn", n)
    return START + torch.nn.Linear(n, n)(torch.rand(n)).detach()


def shifted(x):
    return x + torch.rand(x.shape)


def by_numpy(n):
    return np.random.rand(n)


def by_generator(n):
    return generator.random(n)


def by_python(n):
    return torch.tensor([random.random() for _ in range(n)])


def by_order(n):
    words = ["word" * (number + 1) for number in range(9)]
    return torch.tensor([float(len(word)) for word in set(words)][:n])


def plot(x):
    plt.plot([0.0, 1.0], x)
"""


@pytest.fixture(scope="module")
def pipeline():
    opened = open_pipeline(ready=1, concurrent=1)
    yield opened
    opened.close()


@pytest.fixture
def graded(db, settings, pipeline, tmp_path: Path) -> UUID:
    """The submission of a hand-in full of chance, graded by a worker."""
    folder = tmp_path / "dl-101" / "chance"
    folder.mkdir(parents=True)
    for name, words in (("lab.toml", TOML), ("checks.py", CHECKS), ("solution.py", SOLUTION)):
        (folder / name).write_text(words)
    (folder / "statement.md").write_text("Draw.\n")
    (folder / "starter.py").write_text("")
    with session() as own:
        publish(own, folder)
        ensure_demo(own, Demo())
        person = own.scalars(select(Identity.person_id).where(Identity.subject == "student")).first()
        viewer = Viewer(person, "Demo student", {"dl-101": "student"})
        sent = submit(own, viewer, Upload("mine.py", HAND_IN.encode(), lab="dl-101/chance")).view.id
    assert GradingWorker(settings, pipeline, "cpu").drain() == 1
    return sent


def words_of(replayed) -> str:
    console = Console(file=io.StringIO(), width=200)
    show(console, replayed)
    return console.file.getvalue()


def test_code_that_draws_without_a_seed_replays_bit_for_bit(graded, db):
    grading = db.scalars(select(Grading).where(Grading.submission_id == graded)).one()
    replayed = replay(graded)
    # A list of objects, whose keys the database puts in an order of its own.
    assert replayed.stored.results["third", "figure_plot"]["kept"]
    findings = {key[1]: result["finding"] for key, result in replayed.stored.results.items()}
    facts = {check: finding["facts"] for check, finding in findings.items() if finding}
    assert len(facts) == 6
    values = [fact.get("got_value") for fact in facts.values()]
    assert None not in values, facts
    assert len(set(values)) == 6  # each of them drew, from its own source
    assert replayed.same, words_of(replayed)
    assert replayed.surroundings == []
    assert words_of(replayed) == f"The same 7 results, bit for bit, as grading {grading.id}.\n"
    assert replay(graded, grading.id).same


def test_another_seed_would_have_given_other_numbers(graded, db):
    db.execute(text("UPDATE gradings SET seed = decode(repeat('ab', 32), 'hex')"))
    db.commit()
    replayed = replay(graded)
    assert {difference.where for difference in replayed.results} >= {
        f"first/value_{name}" for name in ("by_torch", "by_numpy", "by_generator", "by_python")
    }


def test_a_difference_is_told_with_what_is_not_as_it_was(graded, db):
    changed = "result = jsonb_set(result, '{finding,facts,got_value}', '0.125')"
    db.execute(text(f"UPDATE check_results SET {changed} WHERE \"check\" = 'value_by_numpy'"))
    db.execute(text('UPDATE gradings SET environment = environment || \'{"torch": "1.0.0"}\''))
    db.commit()
    replayed = replay(graded)
    (difference,) = replayed.results
    assert difference[:3] == ("first/value_by_numpy", "finding.facts.got_value", "0.125")
    (surrounding,) = replayed.surroundings
    assert surrounding[:3] == ("environment", "torch", '"1.0.0"')
    words = words_of(replayed)
    assert "finding.facts.got_value" in words
    assert "Replay with the machine and packages of then before you judge these differences." in words


def test_what_has_no_result_cannot_be_replayed(db):
    nobody = uuid4()
    with pytest.raises(NothingToReplay, match=f"There is no result of submission {nobody}."):
        replay(nobody)
