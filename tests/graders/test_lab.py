from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from graders.lab import Lab, Limits, unpack
from graders.results import LabFault

pytestmark = pytest.mark.unit

TOML = """\
[lab]
title = "Slopes"
language = "en"
environment = "default"
pass_score = 5.5

[limits]
memory_mb = 512

[[exercise]]
name = "q1"
title = "First"
points = 2.5

[[exercise]]
name = "q2"
title = "Second"
points = 4
notes = "The sheet has a wrong sign."
[exercise.limits]
call_s = 30
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "course-x" / "lab-1"
    (folder / "mistakes").mkdir(parents=True)
    for name in ("statement.md", "starter.py", "solution.py", "checks.py", "mistakes/sign.py"):
        (folder / name).write_text(f"# {name}\n")
    (folder / "lab.toml").write_text(TOML)
    return folder


def fault(folder: Path, toml: str) -> str:
    (folder / "lab.toml").write_text(toml)
    with pytest.raises(LabFault) as caught:
        Lab.read(folder)
    return str(caught.value)


def test_everything_that_lab_toml_says_is_read(folder: Path) -> None:
    lab = Lab.read(folder)

    assert (lab.slug, lab.title, lab.language, lab.environment) == ("course-x/lab-1", "Slopes", "en", "default")
    assert (lab.max_score, lab.needed_to_pass) == (6.5, 5.5)
    assert [(each.name, each.points) for each in lab.exercises] == [("q1", 2.5), ("q2", 4.0)]
    assert lab.exercise("q1").limits == Limits(memory_mb=512)
    assert lab.exercise("q2").limits == Limits(memory_mb=512, call_s=30)
    assert lab.statement == "# statement.md\n"


def test_full_marks_pass_where_the_lab_names_no_score(folder: Path) -> None:
    (folder / "lab.toml").write_text(TOML.replace("pass_score = 5.5\n", ""))

    assert Lab.read(folder).needed_to_pass == 6.5


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("points = 2.5", "points = 2.505", "course-x/lab-1/lab.toml:13: exercise 1: points: "),
        ("points = 2.5", 'points = "many"', "course-x/lab-1/lab.toml:13: exercise 1: points: "),
        (
            "call_s = 30",
            "seconds = 30",
            "course-x/lab-1/lab.toml:21: exercise 2: limits.seconds: there is no such key.",
        ),
        ('title = "Slopes"', 'titel = "Slopes"', "course-x/lab-1/lab.toml:1: title: Field required"),
        ('name = "q2"', 'name = "q1"', "course-x/lab-1/lab.toml:16: two exercises are named 'q1'"),
        ("pass_score = 5.5", "pass_score = 7", "course-x/lab-1/lab.toml:5: pass_score 7 is more than"),
        ("[limits]", "[limit]", "course-x/lab-1/lab.toml:7: limit is unknown; use [lab], [limits]"),
        ('title = "First"', "title = First", "course-x/lab-1/lab.toml: Invalid value (at line 12"),
    ],
)
def test_a_wrong_value_is_told_with_its_line(folder: Path, old: str, new: str, told: str) -> None:
    assert fault(folder, TOML.replace(old, new)).startswith(told)


def test_a_folder_without_lab_toml_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(LabFault, match=r"there is no lab\.toml; every lab folder needs one"):
        Lab.read(tmp_path)


@pytest.mark.parametrize("name", ["statement.md", "starter.py"])
def test_a_new_wording_leaves_the_grading_hash_alone(folder: Path, name: str) -> None:
    grading, text = Lab.read(folder).hashes()
    (folder / name).write_text("other words")

    assert Lab.read(folder).hashes()[0] == grading
    assert Lab.read(folder).hashes()[1] != text


@pytest.mark.parametrize("name", ["solution.py", "checks.py", "mistakes/sign.py", "probe.py"])
def test_what_decides_points_changes_the_grading_hash_alone(folder: Path, name: str) -> None:
    grading, text = Lab.read(folder).hashes()
    (folder / name).write_text("other code")

    assert Lab.read(folder).hashes()[0] != grading
    assert Lab.read(folder).hashes()[1] == text


@pytest.mark.parametrize(
    ("old", "new", "grading_changes"),
    [("points = 2.5", "points = 2", True), ("call_s = 30", "call_s = 31", True), ("Slopes", "Hills", False)],
)
def test_numbers_of_lab_toml_decide_points_and_titles_do_not(
    folder: Path, old: str, new: str, grading_changes: bool
) -> None:
    grading, text = Lab.read(folder).hashes()
    (folder / "lab.toml").write_text(TOML.replace(old, new))

    changed = Lab.read(folder).hashes()
    assert (changed[0] != grading, changed[1] != text) == (grading_changes, not grading_changes)


def test_a_pack_depends_on_the_files_alone_and_comes_back_whole(folder: Path, tmp_path: Path) -> None:
    first = Lab.read(folder).pack()
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "checks.pyc").write_bytes(b"x")
    (folder / ".hidden").write_text("x")
    os.utime(folder / "checks.py", (1, 1))
    (folder / "solution.py").chmod(0o600)

    assert Lab.read(folder).pack() == first

    other = tmp_path / "cache" / "course-x" / "lab-1"
    unpack(first, other)
    assert Lab.read(other).hashes() == Lab.read(folder).hashes()
    assert Lab.read(other).pack() == first


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "c:\\x", "a\\..\\x"])
def test_no_entry_of_a_pack_leads_outside(tmp_path: Path, name: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("good.py", "1")
        archive.writestr(name, "evil")

    with pytest.raises(LabFault, match="not a plain file inside the lab"):
        unpack(buffer.getvalue(), tmp_path / "lab")
    assert list(tmp_path.rglob("*.py")) == []


def test_a_link_in_a_pack_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo("link")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")

    with pytest.raises(LabFault, match="'link'"):
        unpack(buffer.getvalue(), tmp_path / "lab")


def test_describing_a_lab_and_wording_a_result_import_no_torch() -> None:
    code = "import sys, graders, graders.results, graders.lab, graders.feedback; print('torch' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "False\n"


def test_the_language_is_there_when_it_is_asked_for() -> None:
    code = "from graders import exercise, digits; print(exercise.__module__, digits.__module__)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "graders.language graders.datasets\n"
