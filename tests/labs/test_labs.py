"""Every lab grades its own files as it should: solution, variants, starter and mistakes, as found in the folders."""

import ast
from functools import cache
from pathlib import Path

import pytest

from graders import checks
from graders.results import Verdict
from graders.run import run_exercise
from worker.local import LocalSession

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
FOLDERS = sorted(file.parent for file in REFERENCE.glob("*/*/lab.toml"))
SEEDS = [pytest.param(seed, marks=pytest.mark.full if seed > 1 else ()) for seed in range(20)]
LONG_CALL_S = 30  # a lab that allows a call this long trains


def lab_id(value):
    return f"{value.parent.name}/{value.name}" if isinstance(value, Path) else None


def folders_and_files(pattern):
    """Each file of that kind with its lab. Of a lab that trains, one file is graded in every run."""
    found = []
    for folder in FOLDERS:
        for index, file in enumerate(sorted(folder.glob(pattern))):
            marks = pytest.mark.full if index and trains(folder) else ()
            found.append(pytest.param(folder, file, marks=marks, id=f"{folder.parent.name}/{folder.name}/{file.stem}"))
    return found


@cache
def loaded(folder):
    return checks.load(folder)


def trains(folder):
    return any(exercise.limits.call_s >= LONG_CALL_S for exercise in checks.Lab.read(folder).exercises)


def grade(folder, *files, seed=0, diagnose=False):
    """All results of a hand-in of these files, each laid over the ones before."""
    lab = loaded(folder)
    session = LocalSession([(file.name, file.read_bytes()) for file in files])
    make_local = LocalSession if diagnose else None
    results = []
    for name in lab.exercises:
        run_exercise(lab, name, session, b"seed %d" % seed, results.append, make_local)
    return results


def failures(results):
    return [(r.exercise, r.check, r.verdict, r.finding) for r in results if r.verdict is not Verdict.PASS]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("folder", FOLDERS, ids=lab_id)
def test_the_solution_gets_full_marks(folder, seed):
    results = grade(folder, folder / "solution.py", seed=seed)
    assert failures(results) == []
    assert sum(result.points for result in results) == pytest.approx(loaded(folder).lab.max_score)


@pytest.mark.parametrize(("folder", "variant"), folders_and_files("variants/*.py"))
def test_a_variant_gets_full_marks(folder, variant):
    assert failures(grade(folder, folder / "solution.py", variant)) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lab_id)
def test_the_starter_gets_nothing_and_breaks_nothing(folder):
    results = grade(folder, folder / "starter.py", diagnose=True)
    assert sum(result.points for result in results) == 0
    assert {result.exercise for result in results} == set(loaded(folder).exercises)
    assert {r.finding.facts["type"] for r in results if r.verdict is Verdict.CRASH} == {"NotImplementedError"}


@pytest.mark.parametrize(("folder", "mistake"), folders_and_files("mistakes/*.py"))
def test_a_mistake_loses_points_in_its_own_exercise_alone_and_is_named(folder, mistake):
    results = grade(folder, folder / "solution.py", mistake, diagnose=True)
    lost = [result for result in results if result.points < result.max_points]
    assert {result.exercise for result in lost} == {exercise_of(folder, mistake)}
    named = {(result.mistake, result.hint) for result in results if result.mistake or result.hint}
    own = {(mistake.name, first_docstring_line(mistake))}
    # A rule that was broken, a crash or an accuracy is no number to know a mistake by; wrong values are.
    assert named <= own
    if any(result.finding.code in {"values", "set", "dtype"} for result in lost):
        assert named == own


@pytest.mark.parametrize("folder", FOLDERS, ids=lab_id)
def test_each_exercise_knows_at_least_two_mistakes(folder):
    assert {name for name, mistakes in loaded(folder).mistakes.items() if len(mistakes) < 2} == set()


def first_docstring_line(file):
    return ast.get_docstring(ast.parse(file.read_text())).split("\n")[0]


def exercise_of(folder, file):
    return next(name for name, mistakes in loaded(folder).mistakes.items() if file.name in {m.file for m in mistakes})
