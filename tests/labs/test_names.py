"""What the folders of `reference/` say about themselves, without running anything."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from graders.lab import SCRIPTS, Lab
from graders.scripts import scripts_in

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
FOLDERS = sorted(file.parent for file in REFERENCE.glob("*/*/lab.toml"))
CATALOGUE = (REFERENCE / "catalogue-ids.txt").read_text().split()

MANY = ("variants", "mistakes")

pytestmark = pytest.mark.unit
each_lab = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")


def exercise_names():
    return [exercise.name for folder in FOLDERS for exercise in Lab.read(folder).exercises]


def test_the_catalogue_is_sorted_and_names_each_row_once():
    assert sorted(set(CATALOGUE)) == CATALOGUE
    assert len(CATALOGUE) == 134


def test_every_exercise_is_a_row_of_the_catalogue_and_stands_in_one_lab():
    names = exercise_names()
    assert set(names) <= set(CATALOGUE)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("rows", "count"), [("manipal-l", 43)], ids=["manipal-cse3281"])
def test_every_row_of_a_course_has_its_exercise(rows, count):
    wanted = {name for name in CATALOGUE if name.startswith(rows)}
    assert len(wanted) == count
    assert wanted - set(exercise_names()) == set()


@each_lab
def test_every_question_that_is_handed_in_as_a_script_has_a_script_two_variants_and_two_mistakes(folder):
    lab = Lab.read(folder)
    if lab.road != "either":
        return
    half = lab.second_road
    kinds = {kind: Counter(each.exercise for each in scripts_in(half, kind)) for kind in (SCRIPTS, *MANY)}
    asked = {exercise.name for exercise in lab.exercises if exercise.files}
    assert set(kinds[SCRIPTS]) == asked
    for kind in MANY:
        assert {name for name in asked if kinds[kind][name] < 2} == set(), kind


@each_lab
def test_the_statement_has_a_section_for_each_exercise(folder):
    lab = Lab.read(folder)
    sections = [line[3:].strip() for line in lab.statement.splitlines() if line.startswith("## ")]
    assert sections == [exercise.title for exercise in lab.exercises]


@each_lab
def test_statement_and_starter_name_everything_that_the_solution_defines(folder):
    lab = Lab.read(folder)
    wanted = definitions((folder / "solution.py").read_text())
    assert definitions(lab.starter) == wanted
    assert set().union(*names_by_section(folder)) == wanted


@each_lab
def test_every_exercise_has_a_variant_and_two_mistakes_that_redefine_its_names(folder):
    """By the names alone; that they behave as they should is in test_labs.py."""
    variants = [definitions(file.read_text()) for file in folder.glob("variants/*.py")]
    mistakes = [definitions(file.read_text()) for file in folder.glob("mistakes/*.py")]
    for names in names_by_section(folder):
        assert any(names & variant for variant in variants), f"no variant of {names}"
        assert sum(bool(names & mistake) for mistake in mistakes) >= 2, f"fewer than two mistakes for {names}"


def definitions(source):
    tree = ast.parse(source)
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"}


def names_by_section(folder):
    """The names that each section of the statement asks for, by its signatures."""
    solution = definitions((folder / "solution.py").read_text())
    sections = Lab.read(folder).statement.split("\n## ")[1:]
    return [{name for name in solution if re.search(rf"(def|class) {name}[(:]", text)} for text in sections]
