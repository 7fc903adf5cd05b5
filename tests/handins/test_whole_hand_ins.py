"""Twelve hand-ins to whole labs, made after what students really upload, each with its report question by question.

`whole/<name>/` holds the files as they were handed in and `report.toml`: for each exercise its score, whether it was
graded as handed in, the checks that did not pass, and the hints that were given. The files are one student's each: what
they repeat of each other stays.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from graders import feedback
from graders.lab import Lab
from graders.results import CheckResult, Verdict
from tests.handins.conftest import packed
from worker.job import Job, Outcome
from worker.pipeline import Pipeline

WHOLE = Path(__file__).parent / "whole"
REFERENCE = Path(__file__).resolve().parents[2] / "reference"
REPORT = "report.toml"
FOLDERS = sorted(report.parent for report in WHOLE.glob(f"*/{REPORT}"))
MEASURED = 12


def handed_in(folder: Path) -> tuple[str, bytes]:
    """One file as it is, several as a .zip."""
    files = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    del files[REPORT]
    return next(iter(files.items())) if len(files) == 1 else (f"{folder.name}.zip", packed(files))


def report_of(lab: Lab, outcome: Outcome) -> list[dict[str, Any]]:
    return [_told(name, [each for each in outcome.checks if each.exercise == name]) for name in _names(lab)]


def _names(lab: Lab) -> list[str]:
    return [exercise.name for exercise in lab.exercises]


def _told(name: str, results: list[CheckResult]) -> dict[str, Any]:
    told: dict[str, Any] = {"name": name, "score": round(sum(each.points for each in results), 2)}
    if any(each.weak for each in results):
        told["as_handed_in"] = True
    if lost := {each.check: str(each.verdict) for each in results if each.verdict is not Verdict.PASS}:
        told["not_passed"] = lost
    if hints := sorted({hint for each in results if (hint := feedback.hint(each, "student"))}):
        told["hints"] = hints
    return told


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_hand_in_gets_its_report(pipeline: Pipeline, folder: Path) -> None:
    expected = tomllib.loads((folder / REPORT).read_text(encoding="utf-8"))
    lab = Lab.read(REFERENCE / expected["lab"])
    grading_hash, _ = lab.hashes()
    name, data = handed_in(folder)
    outcome = pipeline.grade(Job(lab.folder, grading_hash, name, data, (), b"seed"), lambda _event: None)
    assert outcome.lab_fault is None
    assert report_of(lab, outcome) == expected["question"]


@pytest.mark.unit
def test_there_are_as_many_as_were_promised_and_each_lab_of_the_course_has_its_share() -> None:
    labs = [tomllib.loads((folder / REPORT).read_text(encoding="utf-8"))["lab"] for folder in FOLDERS]
    assert len(labs) == MEASURED
    assert {lab: labs.count(lab) for lab in labs} == {f"manipal-cse3281/lab-{number}": 3 for number in (1, 2, 3, 4)}
