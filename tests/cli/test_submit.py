"""Where `allclose submit` finds service and token, and what it says when there is none."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.submit import Refused, find_target
from tests.service import free_port

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
DEMO = {"url": "http://127.0.0.1:9", "tokens": {"student": "alc_demo"}}


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    for name in ("ALLCLOSE_URL", "ALLCLOSE_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ALLCLOSE_DATA_DIR", str(tmp_path))
    return tmp_path


def test_without_any_hint_it_says_what_to_give(nowhere) -> None:
    with pytest.raises(Refused, match=r"No address to submit with\. Give --url and --token"):
        find_target(None, None)


def test_the_demo_service_of_the_checkout_is_found(nowhere) -> None:
    (nowhere / "demo.json").write_text(json.dumps(DEMO))
    target = find_target(None, None)
    assert (target.url, target.token) == ("http://127.0.0.1:9", "alc_demo")


def test_options_win_over_the_environment_and_that_over_the_demo(nowhere, monkeypatch) -> None:
    (nowhere / "demo.json").write_text(json.dumps(DEMO))
    monkeypatch.setenv("ALLCLOSE_URL", "https://grader.example")
    monkeypatch.setenv("ALLCLOSE_TOKEN", "alc_environment")
    assert find_target(None, None).token == "alc_environment"
    assert find_target("https://other.example/", "alc_option").url == "https://other.example"


def test_the_demo_token_is_sent_nowhere_else(nowhere) -> None:
    (nowhere / "demo.json").write_text(json.dumps(DEMO))
    with pytest.raises(Refused, match="No token to submit with"):
        find_target("https://grader.example", None)


def command(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        cwd=ROOT,
        env={"TERM": "dumb", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_service_that_is_not_there_is_exit_3(tmp_path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    url = f"http://127.0.0.1:{free_port()}"
    answer = command("submit", "course/lab", str(tmp_path / "a.py"), "--url", url, "--token", "t")
    assert answer.returncode == 3
    assert "The service does not answer" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_file_that_is_not_there_is_exit_2(tmp_path) -> None:
    answer = command("submit", "course/lab", str(tmp_path / "missing.py"))
    assert answer.returncode == 2
    assert "does not exist" in answer.stderr


def test_a_lab_that_is_not_there_is_exit_2_and_says_where_it_looked(tmp_path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    answer = command("grade", "no/such", str(tmp_path / "a.py"))
    assert answer.returncode == 2
    assert "There is no lab no/such" in answer.stderr


@pytest.mark.parametrize("option", ["--json", "--junit"])
def test_a_report_that_cannot_be_written_is_told_before_anything_is_sent(tmp_path, option):
    hand_in = tmp_path / "mine.py"
    hand_in.write_text("x = 1\n")
    told = CliRunner().invoke(
        app, ["submit", "x/y", str(hand_in), "--url", "http://127.0.0.1:1", option, str(tmp_path / "no" / "x.xml")]
    )
    assert told.exit_code == 2
    assert isinstance(told.exception, SystemExit)
