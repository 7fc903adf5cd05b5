"""Hand-ins as students make them, graded in the real sandbox by labs as small as the question allows."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from graders import feedback
from graders.results import CheckResult, Verdict
from tests.inside.conftest import notebook
from worker.job import Job, Outcome
from worker.pipeline import Pipeline, open_pipeline

__all__ = ["Graded", "folder", "notebook"]


@pytest.fixture(scope="session")
def pipeline() -> Iterator[Pipeline]:
    opened = open_pipeline(ready=1, concurrent=1)
    yield opened
    opened.close()


@dataclass(frozen=True)
class Graded:
    """What one grading came to, by the names of the checks."""

    outcome: Outcome
    checks: dict[str, CheckResult] = field(default_factory=dict)

    @property
    def verdicts(self) -> dict[str, Verdict]:
        return {name: result.verdict for name, result in self.checks.items()}

    @property
    def passed(self) -> bool:
        return set(self.verdicts.values()) == {Verdict.PASS}

    @property
    def notes(self) -> list[str]:
        return [feedback.note(note, "student") for note in self.outcome.notes]

    def message(self, check: str) -> str:
        return feedback.message(self.checks[check], "student")


@pytest.fixture
def graded(pipeline: Pipeline, tmp_path: Path) -> Callable[..., Graded]:
    """`graded(hand_in, solution, checks, ...)`: one grading by a lab of these files."""

    def grade(
        hand_in: str | bytes,
        solution: str,
        checks: str,
        *,
        name: str = "lab.py",
        second: Mapping[str, str] = MappingProxyType({}),
        **lab: Any,
    ) -> Graded:
        where = tmp_path / "course" / "lab"
        files = {"solution.py": solution, "checks.py": checks, "lab.toml": lab_toml(checks, **lab)}
        for path, text in (files | {f"as-handed-in/{path}": text for path, text in second.items()}).items():
            (where / path).parent.mkdir(parents=True, exist_ok=True)
            (where / path).write_text(text)
        data = hand_in if isinstance(hand_in, bytes) else hand_in.encode()
        key = f"{tmp_path}{hash((solution, checks, str(lab), str(second)))}"
        outcome = pipeline.grade(Job(where, key, name, data, (), b"seed"), lambda _event: None)
        assert outcome.lab_fault is None, outcome.lab_fault
        return Graded(outcome, {f"{each.check}": each for each in outcome.checks})

    return grade


def lab_toml(
    checks: str,
    *,
    road: str = "contract",
    files: dict[str, list[str]] | None = None,
    limits: str = "",
    prices: str = "",
) -> str:
    """One exercise for each `exercise("name")` in the checks, of as many points as `points=1` stand behind it."""
    text = f'[lab]\ntitle = "Lab"\nroad = "{road}"\n\n[limits]\n{limits}\n'
    for part in checks.split('exercise("')[1:]:
        name = part.partition('"')[0]
        text += f'\n[[exercise]]\nname = "{name}"\ntitle = "{name}"\npoints = {part.count("points=1")}\n'
        if files and name in files:
            text += f"files = {files[name]}\n"
        text += f"[exercise.prices]\n{prices}\n" if prices else ""
    return text


def folder(**files: str | bytes) -> bytes:
    """A .zip; two underscores in a keyword stand for a dot, `IN_` for a slash."""
    return packed({name.replace("__", ".").replace("IN_", "/"): data for name, data in files.items()})


def packed(files: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()
