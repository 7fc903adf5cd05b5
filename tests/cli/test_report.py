"""What the command prints and writes, and the exit code that a CI job relies on."""

import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from cli.report import Check, Exercise, Report, show_check, show_report, write_json, write_junit

pytestmark = pytest.mark.unit

RIGHT = Check(name="slope_at_two", title="The slope at x = 2", verdict="PASS", points=1, max_points=1)
WRONG = Check(
    name="drawn",
    verdict="WRONG",
    points=0,
    max_points=2,
    message="Greatest difference: [red]2.0[/red] at index (1,) \x1b[31m",
    hint="The gradients were not reset.",
)


FREE = Check(
    name="at_two",
    title="At x = 2, as in the sheet",
    verdict="DEVIATES",
    points=0,
    max_points=0,
    message="Neither its names\x1b nor what it prints give x as 2. That is as right, and costs nothing.",
)
PRICED = FREE.model_copy(update={"points": -0.5, "message": "In this course it costs 0.5 points."})


def report(*checks: Check, status: str = "graded", passed: bool | None = True) -> Report:
    score, most = sum(check.points for check in checks), sum(check.max_points for check in checks)
    exercise = Exercise(name="q5", title="Polynomial", score=score, max_score=most, checks=list(checks))
    return Report(lab="course/lab", status=status, score=score, max_score=most, passed=passed, exercises=[exercise])


def printed(*checks: Check, **facts) -> str:
    console = Console(width=100, record=True, file=io.StringIO(), force_terminal=False)
    for check in checks:
        show_check(console, check)
    show_report(console, report(*checks, **facts))
    return console.export_text()


@pytest.mark.parametrize(
    ("status", "passed", "code"),
    [("graded", True, 0), ("graded", False, 1), ("failed", None, 3), ("queued", None, 3), ("running", None, 3)],
)
def test_exit_codes(status, passed, code) -> None:
    assert report(RIGHT, status=status, passed=passed).exit_code == code


def test_a_passed_check_is_one_line_and_a_failed_one_explains_itself() -> None:
    text = printed(RIGHT, WRONG, passed=False)
    assert "PASS              1/1  The slope at x = 2" in text
    assert "WRONG             0/2  drawn" in text
    assert "The gradients were not reset." in text
    assert "Not passed: 1 of 3 points." in text


def test_a_deviation_tells_its_price_and_counts_as_no_failure() -> None:
    text = printed(RIGHT, FREE, passed=True)
    assert "DEVIATES               At x = 2, as in the sheet\n    Neither its names" in text
    assert re.search(r"Polynomial\W+2/2\W+1/1", text), text
    text = printed(RIGHT, WRONG, PRICED, passed=False)
    assert "DEVIATES         -0.5  At x = 2, as in the sheet" in text
    assert re.search(r"Polynomial\W+2/3\W+0\.5/3", text), text


def test_a_deviation_is_neither_green_nor_red() -> None:
    def colour(check: Check) -> str:
        console = Console(record=True, file=io.StringIO(), force_terminal=True, color_system="standard")
        show_check(console, check)
        return console.export_text(styles=True).partition(check.verdict)[0]

    assert len({colour(check) for check in (RIGHT, WRONG, FREE)}) == 3
    assert colour(FREE) == colour(PRICED)


def test_words_of_a_student_are_no_markup_for_the_terminal() -> None:
    text = printed(WRONG)
    assert "[red]2.0[/red]" in text
    assert "\x1b" not in text


def test_a_failed_grading_tells_the_student_that_nothing_is_lost() -> None:
    assert "You lose nothing" in printed(status="failed", passed=None)


def test_a_grading_that_did_not_end_shows_no_scores() -> None:
    assert "0/" not in printed(status="failed", passed=None)


@pytest.mark.parametrize("status", ["failed", "queued"])
def test_junit_of_what_was_not_graded_is_not_green(tmp_path: Path, status: str) -> None:
    write_junit(report(status=status, passed=None), tmp_path / "junit.xml")
    suite = ET.parse(tmp_path / "junit.xml").getroot().find("testsuite[@name='grading']")
    assert suite is not None
    assert suite.get("errors") == "1"
    error = suite.find("testcase/error")
    assert error is not None
    assert (error.get("message") or "").startswith(("The grader failed.", "The submission is queued."))


def test_json_is_the_report(tmp_path: Path) -> None:
    write_json(report(RIGHT, WRONG, passed=False), tmp_path / "report.json")
    facts = json.loads((tmp_path / "report.json").read_text())
    assert facts["score"] == 1
    assert [check["verdict"] for check in facts["exercises"][0]["checks"]] == ["PASS", "WRONG"]


def test_junit_counts_failures_and_survives_control_characters(tmp_path: Path) -> None:
    write_junit(report(RIGHT, WRONG, passed=False), tmp_path / "junit.xml")
    suite = ET.parse(tmp_path / "junit.xml").getroot().find("testsuite")
    assert suite is not None
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("q5", "2", "1")
    failure = suite.find("testcase[@name='drawn']/failure")
    assert failure is not None
    assert failure.get("type") == "WRONG"
    assert failure.get("message") == "Greatest difference: [red]2.0[/red] at index (1,) [31m"
    assert failure.text.endswith("The gradients were not reset.")


def test_junit_takes_a_deviation_for_passed_and_says_what_deviates(tmp_path: Path) -> None:
    write_junit(report(RIGHT, WRONG, PRICED.model_copy(update={"message": FREE.message})), tmp_path / "junit.xml")
    suite = ET.parse(tmp_path / "junit.xml").getroot().find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    (said,) = suite.findall("testcase[@name='at_two']/*")
    words = "DEVIATES: Neither its names nor what it prints give x as 2. That is as right, and costs nothing."
    assert (said.tag, said.text) == ("system-out", words)
    assert suite.findall("testcase[@name='slope_at_two']/*") == []
