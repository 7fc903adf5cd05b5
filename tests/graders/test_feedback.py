from __future__ import annotations

from typing import Any

import pytest

from graders.feedback import CATEGORIES, LABELS, frames, hint, label, message, output
from graders.results import CheckResult, Finding, Show, Verdict
from graders.wording import SENTENCES
from tests.graders.sentences import CRASH, SECRETS, TEXTS

pytestmark = pytest.mark.unit


def result(verdict: str, code: str, facts: dict[str, Any], show: str = "drawn") -> CheckResult:
    return CheckResult(
        exercise="q",
        check="c",
        title="T",
        show=Show(show),
        verdict=Verdict(verdict),
        points=0,
        max_points=1,
        finding=Finding(code=code, facts=facts),
        hint="Mind the sign.",
        mistake="sign.py",
        output="printed SECRET",
    )


@pytest.mark.parametrize(("code", "verdict", "facts", "drawn", "example"), TEXTS)
def test_each_finding_has_its_sentence(
    code: str, verdict: str, facts: dict[str, Any], drawn: str, example: str
) -> None:
    assert message(result(verdict, code, facts, "drawn"), "student") == drawn
    assert message(result(verdict, code, facts, "example"), "student") == example
    for show in Show:
        assert message(result(verdict, code, facts, show), "staff") == example


@pytest.mark.parametrize(("code", "verdict", "facts", "drawn", "example"), TEXTS)
def test_no_secret_is_in_what_a_student_reads_of_a_drawn_or_hidden_check(
    code: str, verdict: str, facts: dict[str, Any], drawn: str, example: str
) -> None:
    for show in ("drawn", "hidden"):
        checked = result(verdict, code, facts, show)
        read = f"{message(checked, 'student')} {output(checked, 'student')}"
        assert not [secret for secret in SECRETS if secret in read]
    assert message(result(verdict, code, facts, "hidden"), "student") == CATEGORIES[Verdict(verdict)]


def test_every_code_with_a_sentence_is_in_the_table_above() -> None:
    assert {code for code, *_ in TEXTS} == {*SENTENCES, "limit"}


def test_every_verdict_has_a_label_and_a_category() -> None:
    assert set(LABELS) == set(CATEGORIES) == set(Verdict)
    assert label(Verdict.NO_RESULT) == "No result"
    assert label(Verdict.WRONG) == "Not right yet"


def test_a_passed_check_needs_no_words() -> None:
    passed = result("PASS", "values", {}).model_copy(update={"finding": None})

    assert message(passed, "student") == ""


def test_a_code_of_a_newer_release_is_told_by_its_category() -> None:
    assert message(result("WRONG", "of-tomorrow", {}), "student") == "The result is not right."


def test_hints_reach_students_except_for_hidden_checks() -> None:
    told = {show: hint(result("WRONG", "values", {}, show), "student") for show in ("example", "drawn", "hidden")}

    assert told == {"example": "Mind the sign.", "drawn": "Mind the sign.", "hidden": None}
    assert hint(result("WRONG", "values", {}, "hidden"), "staff") == "Mind the sign."


def test_what_was_printed_is_shown_for_example_checks_alone() -> None:
    shown = {show: output(result("WRONG", "values", {}, show), "student") for show in ("example", "drawn", "hidden")}

    assert shown == {"example": "printed SECRET", "drawn": "", "hidden": ""}
    assert output(result("WRONG", "values", {}, "hidden"), "staff") == "printed SECRET"


def test_frames_are_lines_of_the_file_without_names_that_the_code_gives_itself() -> None:
    frame = {"line": 12, "cell": None, "function": "SECRET", "text": "return 1 / x"}
    crash = {**CRASH, "frames": [frame]}

    shown = {show: frames(result("CRASH", "raised", crash, show), "student") for show in ("example", "drawn", "hidden")}
    line = {"line": 12, "cell": None, "text": "return 1 / x"}
    assert shown == {"example": [line], "drawn": [line], "hidden": []}
    assert frames(result("CRASH", "raised", crash, "hidden"), "staff") == [line]
    assert frames(result("PASS", "values", {}).model_copy(update={"finding": None}), "staff") == []
