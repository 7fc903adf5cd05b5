"""Every lab proves itself, by the rule that `allclose lab check` shows: solution, variants, starter and mistakes."""

from functools import cache
from pathlib import Path

import pytest

from cli.kit.table import all_hold
from graders import checks
from graders.kit.proof import prove
from worker.local import LocalSession

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
FOLDERS = sorted(file.parent for file in REFERENCE.glob("*/*/lab.toml"))
SEEDS = [2, pytest.param(20, marks=pytest.mark.full)]
FEW_MISTAKES = 2

# What lab code is warned of is no error in a worker either.
pytestmark = pytest.mark.filterwarnings("default")
each_lab = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")


@cache
def proof_of(folder, seeds):
    return prove(folder, LocalSession, seeds)


@pytest.mark.parametrize("seeds", SEEDS)
@each_lab
def test_a_lab_holds(folder, seeds):
    """Full marks for solution and variants, none for the starter, each mistake loses points where it belongs only."""
    proof = proof_of(folder, seeds)
    assert proof.complaints == []
    assert proof.accepted == proof.variants > 0
    assert proof.caught == proof.mistakes
    assert (proof.misnamed, proof.flakes) == (0, 0)


@pytest.mark.full
def test_over_all_labs_enough_mistakes_are_named():
    assert all_hold([proof_of(folder, 2) for folder in FOLDERS])


@each_lab
def test_each_exercise_knows_at_least_two_mistakes(folder):
    known = checks.load(folder).mistakes
    assert {name for name, mistakes in known.items() if len(mistakes) < FEW_MISTAKES} == set()
