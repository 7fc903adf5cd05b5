"""docs/check-kinds.md: every kind of check is on the page, and every example there grades as the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graders.checks import load
from graders.language import ExerciseChecks
from graders.results import Verdict
from graders.run import run_exercise
from worker.local import LocalSession

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "check-kinds.md").read_text(encoding="utf-8")
FOLDER = Path(__file__).parent / "kinds"
PRELUDE, *SECTIONS = re.split(r"^### ", PAGE, flags=re.MULTILINE)
TEXTS = {section.partition("\n")[0].strip(): section for section in SECTIONS}
NO_KINDS = {"add", "checks"}
METHODS = {name for name in dir(ExerciseChecks) if not name.startswith("_")} - NO_KINDS
MISTAKES = [(kind, file) for kind in sorted(TEXTS) for file in sorted((FOLDER / kind / "mistakes").glob("*.py"))]
LAB = """
[lab]
title = "One kind of check"
road = "{road}"

[limits]
call_s = 30
total_s = 60

[[exercise]]
name = "q"
title = "{kind}"
points = {points}
"""


def blocks(text):
    return re.findall(r"^```python\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture
def lab(tmp_path):
    """Makes the lab of one kind: the page's lines are its checks, the folder of the kind holds the rest."""

    def write(kind):
        folder = tmp_path / "kinds" / kind.replace("_", "-")
        (folder).mkdir(parents=True)
        checks = f"{blocks(PRELUDE)[0]}\n\n{blocks(TEXTS[kind])[0]}"
        (folder / "checks.py").write_text(checks)
        (folder / "solution.py").write_bytes((FOLDER / kind / "solution.py").read_bytes())
        written = written_in(checks)
        road = "as-handed-in" if any(check.whole for check in written) else "contract"
        points = sum(check.points for check in written)
        (folder / "lab.toml").write_text(LAB.format(kind=kind, road=road, points=points))
        return load(folder)

    return write


def written_in(checks):
    names = {}
    exec(compile(checks, "checks.py", "exec"), names)
    return names["q"].checks


def grade(lab, *files):
    results = []
    run_exercise(lab, "q", LocalSession(list(files)), bytes(32), results.append, LocalSession)
    return results


def test_every_kind_is_on_the_page_and_nothing_else():
    assert set(TEXTS) == METHODS
    assert {folder.name for folder in FOLDER.iterdir()} == METHODS


@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_a_section_says_what_is_proved_and_what_cheating_gains(kind):
    text = TEXTS[kind]

    assert len(blocks(text)) == 1
    assert re.search(rf"^(q\.|@q\.){kind}\(", blocks(text)[0], flags=re.MULTILINE)
    assert len(blocks(text)[0].splitlines()) <= 5
    assert text.splitlines()[2].startswith("Proves ")
    assert "Cheating: " in text or "Cheating:\n" in text


@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_the_solution_gets_full_marks_and_an_empty_starter_nothing(lab, kind):
    loaded = lab(kind)
    solved = grade(loaded, ("solution.py", loaded.solution))

    assert [(result.check, result.finding) for result in solved if result.verdict is not Verdict.PASS] == []
    assert sum(result.points for result in solved) == loaded.lab.max_score > 0
    assert sum(result.points for result in grade(loaded, ("starter.py", b"NOTHING = None\n"))) == 0


@pytest.mark.parametrize(("kind", "file"), MISTAKES, ids=lambda value: value if isinstance(value, str) else value.stem)
def test_a_mistake_loses_points(lab, kind, file):
    loaded = lab(kind)
    results = grade(loaded, ("solution.py", loaded.solution), (file.name, file.read_bytes()))

    assert sum(result.points for result in results) < loaded.lab.max_score


def test_every_kind_has_a_mistake_that_it_catches():
    assert {kind for kind, _ in MISTAKES} == set(TEXTS)
