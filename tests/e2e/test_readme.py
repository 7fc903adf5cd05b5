"""What the README tells a stranger to do, done."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
WALK = re.compile(r"^`(labs/[^`]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lab of the README, written where a reader would write it."""
    root = tmp_path_factory.mktemp("reader")
    files = WALK.findall(README)
    assert [Path(name).name for name, _ in files][:2] == ["lab.toml", "statement.md"]
    for name, text in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def grade(root: Path, file: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "cli.main", "grade", str(root / "labs/intro/warm-up"), str(root / file)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_solution_of_the_readme_passes_its_lab(walked: Path) -> None:
    answer = grade(walked, "labs/intro/warm-up/solution.py")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "Passed: 3 of 3 points." in answer.stdout


def test_its_mistake_is_named(walked: Path) -> None:
    answer = grade(walked, "labs/intro/warm-up/mistakes/mean.py")
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "The squares are averaged, not summed." in answer.stdout


def test_the_starter_does_not_pass(walked: Path) -> None:
    assert grade(walked, "labs/intro/warm-up/starter.py").returncode == 1


@pytest.mark.unit
def test_files_that_the_readme_names_exist() -> None:
    named = re.findall(r"\]\((?!http)([^)#]+)\)", README) + re.findall(
        r"`((?:script|bench|docs|locks)/[\w./-]+)`", README
    )
    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.unit
def test_the_table_of_settings_is_whole() -> None:
    """Each variable that the code reads stands in the table, and the other way round."""
    table = set(re.findall(r"^\| `(ALLCLOSE_\w+)`", README, re.MULTILINE))
    from api.settings import Settings

    assert table == {f"ALLCLOSE_{name.upper()}" for name in Settings.model_fields}
