"""What is broken stands at the head of the course's page, for its staff alone."""

import pytest
from playwright.sync_api import expect

from api.database import session
from api.labs import refuse
from tests.web.people import EXERCISES, LAB, Worker, passed

pytestmark = pytest.mark.browser


def test_staff_see_what_is_broken_and_have_it_graded_again(visit):
    student, instructor = visit().sign_in(), visit().sign_in("instructor")
    path = student.hand_in()
    instructor.go("/courses/paper-101")
    expect(instructor.page.get_by_role("heading", name="Needs you")).to_have_count(0)
    Worker().fail()
    with session() as db:
        refuse(
            db, f"{LAB.parent.name}/{LAB.name}", "paper-101/slopes/checks.py:7: two checks are named `a`. Rename one."
        )
    instructor.go("/courses/paper-101")
    told = instructor.page.locator(".faults")
    expect(told).to_contain_text("1 hand-in could not be graded")
    expect(told).to_contain_text("checks.py:3 has no name")
    expect(told).to_contain_text("was not published on")
    expect(told.locator("code")).to_have_text("a")
    assert instructor.overflow() == 0
    student.go(path)
    expect(student.page.get_by_role("link", name="Back to the lab")).to_be_visible()
    reference = student.text().partition("under the reference ")[2].partition(".")[0]
    expect(instructor.page.locator("table").first).to_contain_text(reference)

    instructor.page.get_by_role("button", name="Grade them again now").click()
    expect(told).not_to_contain_text("could not be graded")
    student.go(path)
    expect(student.page.locator("#summary")).to_contain_text("In the queue")
    worker = Worker()
    worker.store(*(passed(name, 2) for name in EXERCISES))
    worker.finish()
    expect(student.page.locator("#summary .score")).to_have_text("6 of 10 points")
    assert "Needs you" not in student.text()
