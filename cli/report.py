"""A graded submission as the command shows it: on the terminal, as JSON, as JUnit. In the shape of the REST API."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING
from unicodedata import category
from xml.etree import ElementTree as ET

from pydantic import BaseModel
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

PASSED, NOT_PASSED, USAGE, SERVICE_FAULT = 0, 1, 2, 3


class Check(BaseModel):
    name: str
    title: str = ""
    verdict: str
    points: float
    max_points: float
    bonus: bool = False
    message: str | None = None
    hint: str | None = None

    @property
    def deviates(self) -> bool:
        """Right, but not as the sheet has it. What it may cost stands in its points."""
        return self.verdict == "DEVIATES"

    @property
    def right(self) -> bool:
        return self.verdict == "PASS" or self.deviates

    @property
    def told_points(self) -> str:
        """Nothing where there was nothing to earn or lose: a rule that is kept, a deviation without a price."""
        if self.max_points:
            return f"{self.points:g}/{self.max_points:g}"
        return f"{self.points:g}" if self.points else ""


class Exercise(BaseModel):
    name: str
    title: str
    score: float | None
    max_score: float
    checks: list[Check]


class Report(BaseModel):
    """`id` is empty for a grading that no service stored."""

    id: str = ""
    lab: str
    status: str
    score: float | None
    max_score: float
    passed: bool | None
    partial: bool = False  # only some exercises of the lab
    exercises: list[Exercise]
    notes: list[str] = []

    @property
    def exit_code(self) -> int:
        if self.status != "graded":
            return SERVICE_FAULT
        return PASSED if self.passed else NOT_PASSED


def show_check(console: Console, check: Check) -> None:
    """One verdict, as soon as it is known."""
    colour = "cyan" if check.deviates else "green" if check.right else "red"
    title = escape(plain(check.title or check.name)) + (" (bonus)" if check.bonus else "")
    line = f"[{colour}]{escape(check.verdict):<12}[/] {check.told_points:>8}  {title}"
    console.print(line, highlight=False, soft_wrap=True)
    for style, text in (("", check.message), ("yellow", check.hint)):
        if text:
            console.print(indent(plain(text), " " * 4), style=style, markup=False, highlight=False, soft_wrap=True)


def show_report(console: Console, report: Report) -> None:
    if report.status == "graded":
        _show_scores(console, report)
    console.print(conclusion(report), markup=False, highlight=False)


def _show_scores(console: Console, report: Report) -> None:
    table = Table(title=escape(report.lab), title_justify="left")
    table.add_column("Exercise")
    table.add_column("Checks", justify="right")
    table.add_column("Score", justify="right")
    for exercise in report.exercises:
        right = sum(check.right for check in exercise.checks)
        score = f"{exercise.score or 0:g}/{exercise.max_score:g}"
        table.add_row(escape(exercise.title), f"{right}/{len(exercise.checks)}", score)
    console.print(table)
    for note in report.notes:
        console.print(plain(note), markup=False, highlight=False, soft_wrap=True)


def conclusion(report: Report) -> str:
    if report.status == "failed":
        said = "The grader failed. You lose nothing: no attempt was used. Try again, or tell your instructor."
        return " ".join(report.notes) or said
    if report.status != "graded":
        return f"The submission is {report.status}."
    score = f"{report.score or 0:g} of {report.max_score:g} points"
    if report.partial:
        amount = f"{len(report.exercises)} exercise{'s' if len(report.exercises) > 1 else ''}"
        return f"{'Passed' if report.passed else 'Not passed'} in the {amount} handed in, not the whole lab: {score}."
    return f"{'Passed' if report.passed else 'Not passed'}: {score}."


def write_json(report: Report, file: Path) -> None:
    file.write_text(report.model_dump_json(indent=2) + "\n", encoding="utf-8")


def write_junit(report: Report, file: Path) -> None:
    """One suite for each exercise, one case for each check, as CI systems read it."""
    root = ET.Element("testsuites", name=report.lab)
    for exercise in report.exercises:
        wrong = [check for check in exercise.checks if not check.right]
        tests, failures = str(len(exercise.checks)), str(len(wrong))
        suite = ET.SubElement(root, "testsuite", name=exercise.name, tests=tests, failures=failures)
        for check in exercise.checks:
            _junit_case(suite, exercise, check)
    if report.status != "graded":
        _junit_error(root, report)
    ET.ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)


def _junit_case(suite: ET.Element, exercise: Exercise, check: Check) -> None:
    """A deviation is a case that passed and has something to say: whether it costs too much, the score decides."""
    case = ET.SubElement(suite, "testcase", classname=exercise.name, name=check.name)
    words = plain("\n".join(text for text in (check.message, check.hint) if text))
    if check.deviates:
        ET.SubElement(case, "system-out").text = f"{check.verdict}: {words}"
    elif not check.right:
        failure = ET.SubElement(case, "failure", type=check.verdict, message=words.partition("\n")[0])
        failure.text = words


def _junit_error(root: ET.Element, report: Report) -> None:
    """A CI system takes a file without any failure for green, and here nothing was judged."""
    suite = ET.SubElement(root, "testsuite", name="grading", tests="1", failures="0", errors="1")
    case = ET.SubElement(suite, "testcase", classname="grading", name=report.status)
    ET.SubElement(case, "error", type=report.status, message=plain(conclusion(report)))


def plain(text: str) -> str:
    """Without control and direction characters, which a student may print: they steer terminals and break XML."""
    return "".join(letter for letter in text if letter in "\n\t" or not category(letter).startswith("C"))
