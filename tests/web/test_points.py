"""Bonus points and groups on the page, and exercises that fold when there is nothing left to read."""

import pytest
from playwright.sync_api import expect

from graders.results import CheckResult, Verdict
from tests.web.people import EXERCISES, Worker, crashed, passed

pytestmark = pytest.mark.browser


def check(exercise: str, name: str, points: float, most: float, **more: object) -> CheckResult:
    verdict = Verdict.PASS if points else Verdict.WRONG
    facts = {"check": name, "title": name.title(), "points": points, "max_points": most, "verdict": verdict}
    return passed(exercise).model_copy(update={**facts, **more})


def test_a_bonus_lifts_the_score_over_its_maximum_and_closes_the_ring_once(visit):
    student = visit().sign_in()
    student.hand_in()
    worker = Worker()
    worker.store(*(passed(name, 2 if name == "first-slope" else 4) for name in EXERCISES))
    worker.store(check("first-slope", "more", 1, 1, bonus=True))
    worker.finish()
    page = student.page
    expect(page.locator("#summary .score")).to_have_text("11 of 10 points")
    expect(page.locator("#summary")).to_contain_text("Everything holds. Well done.")
    expect(page.locator("#head-first-slope")).to_contain_text("3 / 2")
    expect(page.locator("#check-first-slope-more .check-points")).to_have_text("1 / 1 bonus")
    assert page.locator(".ring .value").get_attribute("stroke-dasharray") == "100 100"


def test_checks_of_a_group_say_that_they_count_together(visit):
    student = visit().sign_in()
    student.hand_in()
    worker = Worker()
    lost = check("first-slope", "forward", 0, 1, group="g", verdict=Verdict.PASS)
    worker.store(lost, check("first-slope", "backward", 0, 1, group="g"))
    worker.store(check("second-slope", "shape", 2, 2, group="h"), check("second-slope", "values", 2, 2, group="h"))
    page = student.page
    expect(page.locator("#check-first-slope-forward .message")).to_have_text(
        "Passed, but it counts only together with “Backward”, which did not pass. Correct that one first."
    )
    expect(page.locator("#check-first-slope-forward .check-points")).to_have_text("0 / 1")
    expect(page.locator("#check-first-slope-backward")).to_contain_text("Counts only together with “Forward”.")
    expect(page.locator("#check-second-slope-shape")).to_contain_text("Counts only together with “Values”.")


def test_what_holds_folds_itself_once_all_is_known(visit):
    student = visit().sign_in()
    student.hand_in()
    worker = Worker()
    worker.store(passed("first-slope"), passed("second-slope", 4), crashed("third-slope", "no", "", "raise"))
    page = student.page
    opened = page.locator("details.exercise[open]")
    expect(page.locator("#checks-third-slope .check")).to_have_count(1)
    expect(opened).to_have_count(3)
    # Somebody is in the middle of the second one.
    page.locator("details.exercise").nth(1).locator("summary").focus()
    worker.finish()
    expect(opened).to_have_count(2)
    expect(opened.first).to_contain_text("The slope of a parabola")
    page.reload()
    expect(opened).to_have_count(1)
    expect(opened.first).to_contain_text("The slope of a wave")
