"""Labs on their way into the database: the proof before a new version, the refusal that staff read, the restart."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.labs import version_name
from api.models import Lab, LabVersion, RefusedPublication
from cli.kit.new import begin
from cli.prepare import publish_labs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return begin("dl-101/lab-1", tmp_path)


def told(*folders: Path) -> list[tuple[str, bool]]:
    return list(map(tuple, publish_labs(folders)))


def current(db: Session) -> LabVersion:
    db.expire_all()
    return db.scalars(select(LabVersion).join(Lab, Lab.current_version_id == LabVersion.id)).one()


def refusals(db: Session) -> list[str]:
    db.rollback()
    return list(db.scalars(select(RefusedPublication.reason)))


def test_a_lab_is_proved_once_and_published(folder, db, monkeypatch):
    first = told(folder)
    version = version_name(current(db))
    assert first == [(f"dl-101/lab-1 is published as version {version}.", True)]
    # Nothing can be proved any more, and nothing has to be.
    monkeypatch.setattr("sys.executable", shutil.which("false"))
    assert told(folder) == first
    (folder / "statement.md").write_text("Another text.\n")
    ((note, published),) = told(folder)
    assert not published
    assert note.startswith("dl-101/lab-1 could not be proved, because the process that does it ended: no word.")
    assert refusals(db) == []
    assert version_name(current(db)) == version


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("checks.py", "raise ValueError('no')", "dl-101/lab-1/checks.py:1: ValueError: no. Correct checks.py there."),
        ("checks.py", "this is no Python", "dl-101/lab-1/checks.py:1: invalid syntax. Correct the syntax there."),
        ("lab.toml", "[lab]", "dl-101/lab-1/lab.toml:1: "),
        ("solution.py", "def standardise(x):\n    1 / 0\n", "dl-101/lab-1/solution.py:2: ZeroDivisionError: "),
        (
            "mistakes/unbiased.py",
            "def standardise(x):\n    return x\n",
            "dl-101/lab-1/mistakes/unbiased.py:1: the file",
        ),
    ],
)
def test_a_broken_lab_is_refused_and_the_version_before_stays(folder, db, file, text, reason):
    told(folder)
    before = version_name(current(db))
    kept = (folder / file).read_text()
    (folder / file).write_text(text)
    ((note, published),) = told(folder)
    assert not published
    assert note.startswith(f"dl-101/lab-1 was not published, because it is broken: {reason}")
    (stored,) = refusals(db)
    assert stored.startswith(reason)
    assert version_name(current(db)) == before
    (folder / file).write_text(kept)
    assert told(folder)[0][1]
    assert refusals(db) == []


def test_one_broken_lab_keeps_no_other_one_from_being_published(folder, tmp_path, db):
    broken = begin("dl-101/lab-2", tmp_path)
    (broken / "starter.py").unlink()
    assert {published for _, published in told(broken, folder)} == {True, False}
    assert db.scalars(select(Lab.slug).where(Lab.current_version_id.is_not(None))).all() == ["dl-101/lab-1"]
