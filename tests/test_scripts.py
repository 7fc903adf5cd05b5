"""The named commands: they say in one sentence what is wrong, before they touch anything."""

import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parent.parent
BASH = shutil.which("bash")


def run(script: str, *arguments: str, path: str) -> "subprocess.CompletedProcess[str]":
    command = [BASH, str(ROOT / script), *arguments]
    return subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, check=False)


@pytest.fixture
def without_python(tmp_path: Path) -> str:
    """A PATH with the tools that every system has, and no Python."""
    for tool in ("dirname", "cat", "sed", "sha256sum", "cut", "rm"):
        found = shutil.which(tool)
        assert found
        (tmp_path / tool).symlink_to(found)
    return str(tmp_path)


def test_without_python_bootstrap_says_what_to_install(without_python: str) -> None:
    answer = run("script/bootstrap", path=without_python)
    assert answer.returncode == 1
    assert "Allclose needs Python 3.11 or newer" in answer.stderr
    assert "apt-get install python3.11" in answer.stderr


def test_an_old_python_is_not_taken(without_python: str) -> None:
    old = Path(without_python) / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")  # as any Python does when asked to be 3.11 and is not
    old.chmod(0o755)
    assert run("script/bootstrap", path=without_python).returncode == 1


def test_an_unknown_speed_is_usage(without_python: str) -> None:
    answer = run("script/test", "--slow", path=without_python)
    assert answer.returncode == 2
    assert answer.stderr == "script/test knows --fast and --full, not --slow.\n"


def test_ci_runs_the_same_command_as_people() -> None:
    assert (ROOT / ".ci" / "run").read_text().strip().endswith('/../script/test"')
