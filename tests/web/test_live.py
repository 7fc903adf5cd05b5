"""Verdicts come to an open page without a reload, and the score at the end."""

import pytest
from playwright.sync_api import expect

from api import gradings
from api.database import session
from tests.web.people import EXERCISES, Worker, crashed, passed

pytestmark = pytest.mark.browser


def test_verdicts_and_score_appear_without_reload(visit):
    student = visit().sign_in()
    student.hand_in()
    page = student.page
    page.evaluate("window.sameDocument = true")
    expect(page.locator("#summary")).to_contain_text("In the queue")

    worker = Worker()
    worker.store(passed("first-slope"))
    expect(page.locator("#checks-first-slope .check")).to_have_count(1)
    expect(page.locator("#head-first-slope")).to_contain_text("2 / 2")
    expect(page.locator("#summary")).to_contain_text("Verdicts from 1 of 3 exercises")

    worker.store(passed("second-slope"), crashed("second-slope", "math domain error", "", "return sqrt(-x)"))
    expect(page.locator("#checks-second-slope .check")).to_have_count(2)
    expect(page.locator("#checks-second-slope .hint")).to_contain_text("The step was never divided by its length")
    expect(page.locator("#checks-third-slope .check")).to_have_count(0)
    expect(page.locator("#summary .score")).to_have_text("Grading")

    worker.store(passed("third-slope", 4))
    worker.finish()
    expect(page.locator("#summary .score")).to_have_text("8 of 10 points")
    expect(page.locator("#summary")).to_contain_text("You passed")
    expect(page.get_by_role("link", name="Back to the lab")).to_be_visible()
    assert page.evaluate("window.sameDocument") is True


def test_the_open_page_and_a_fresh_one_show_the_same(visit):
    student = visit().sign_in()
    student.hand_in()
    worker = Worker()
    worker.store(*(passed(name) for name in EXERCISES), crashed("second-slope", "no", "printed\n", "raise"))
    worker.finish()
    expect(student.page.locator("#summary .score")).to_contain_text("6")
    live = student.text()
    student.page.reload()
    assert student.text() == live


def test_what_is_opened_stays_open_while_more_arrives(visit):
    student = visit().sign_in()
    student.hand_in()
    worker = Worker()
    worker.store(crashed("first-slope", "no", "the student's own output", "raise"))
    student.page.get_by_text("What the code printed").click()
    worker.store(passed("second-slope"))
    expect(student.page.locator("#checks-second-slope .check")).to_have_count(1)
    expect(student.page.get_by_text("the student's own output")).to_be_visible()


def test_checks_of_a_lost_attempt_leave_the_page(visit):
    student = visit().sign_in()
    student.hand_in()
    lost = Worker(lease_s=1)
    lost.store(passed("first-slope"))
    expect(student.page.locator(".check")).to_have_count(1)
    student.page.wait_for_timeout(1100)
    with session() as db:
        gradings.sweep(db)
    again = Worker(at_once=True)
    again.store(passed("third-slope", 4))
    expect(student.page.locator("#checks-third-slope .check")).to_have_count(1)
    expect(student.page.locator(".check")).to_have_count(1)


def test_a_broken_lab_costs_nothing_and_asks_for_nothing(visit):
    student = visit().sign_in()
    student.hand_in()
    Worker().fail()
    expect(student.page.locator("#summary .score")).to_have_text("Not graded yet")
    expect(student.page.locator("#summary")).to_contain_text("You lose nothing and need do nothing")
    assert "checks.py" not in student.text(), "the reason is for staff"
