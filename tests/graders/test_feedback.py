from __future__ import annotations

from typing import Any

import pytest

from graders.feedback import CATEGORIES, LABELS, frames, hint, label, message, note, output
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


def test_calls_spell_nothing_out() -> None:
    """Each line of the code's own choice would hold a digit or more."""
    stack = [{"line": line, "cell": None, "function": "f", "text": f"return f(x, {line})"} for line in range(20)]
    told = {
        (show, audience): [frame["line"] for frame in frames(result("CRASH", "raised", crash, show), audience)]
        for show in ("drawn", "example")
        for audience in ("student", "staff")
        for crash in [{**CRASH, "frames": stack}]
    }
    whole = list(range(20))
    assert told == {
        ("drawn", "student"): [19],
        ("drawn", "staff"): whole,
        ("example", "student"): whole,
        ("example", "staff"): whole,
    }


def test_a_detected_cause_is_the_hint_where_no_known_mistake_is() -> None:
    # Any sentence serves: what the detectors see has its exact texts beside the others.
    detected = {"detected": Finding(code="not_reached", facts={"check": "a", "title": "A"}), "hint": None}
    seen = {show: result("WRONG", "values", {}, show).model_copy(update=detected) for show in Show}

    sentence = "Not judged, because the check “A” did not pass. Correct that one first."
    told = {show: hint(each, "student") for show, each in seen.items()}
    assert told == {Show.EXAMPLE: sentence, Show.DRAWN: sentence, Show.HIDDEN: None}
    assert hint(seen[Show.HIDDEN], "staff") == sentence
    both = seen[Show.DRAWN].model_copy(update={"hint": "Mind the sign."})
    assert hint(both, "student") == "Mind the sign."
    tomorrow = seen[Show.DRAWN].model_copy(update={"detected": Finding(code="of-tomorrow")})
    assert hint(tomorrow, "student") is None


def test_a_passed_check_of_a_lost_group_names_what_it_waits_for() -> None:
    passed = result("PASS", "values", {}, "hidden").model_copy(update={"finding": None, "group": "both"})
    lost = [
        result("WRONG", "values", {}).model_copy(update={"title": title, "group": group})
        for title, group in (("The gradient of w", "both"), ("The gradient of b", "both"), ("Another", None))
    ]

    assert message(passed, "student", [passed, lost[0], lost[2]]) == (
        "Passed, but it counts only together with “The gradient of w”, which did not pass. Correct that one first."
    )
    assert message(passed, "student", [passed, *lost]) == (
        "Passed, but it counts only together with “The gradient of w”, “The gradient of b”, which did not pass. "
        "Correct those first."
    )
    assert message(passed, "student") == "Passed, but it counts only together with the rest of its group."
    assert message(passed.model_copy(update={"points": 1}), "student", [passed, *lost]) == ""


def test_a_note_is_about_the_whole_hand_in() -> None:
    note_ = Finding(code="garbled", facts={"reason": "SECRET"})

    assert "SECRET" not in str(note(note_, "student"))
    assert "SECRET" in str(note(note_, "staff"))
    assert note(Finding(code="of-tomorrow"), "staff") is None
