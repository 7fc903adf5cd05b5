"""What staff do about one hand-in on its page, and what its student reads of it."""

import pytest
from playwright.sync_api import expect

from tests.web.people import EXERCISES, Worker, crashed, passed

pytestmark = pytest.mark.browser
COURSE_PAGE = "/courses/paper-101"


def graded(*exercises: str) -> None:
    worker = Worker(at_once=True)
    worker.store(*(passed(name) for name in exercises))
    worker.finish()


def cells(page, caption):
    table = page.get_by_role("table", name=caption)
    return [row.locator("td").all_inner_texts() for row in table.locator("tbody tr").all()]


def test_a_hand_in_is_graded_again_and_both_results_stay_side_by_side(visit):
    student = visit().sign_in()
    staff = visit(java_script_enabled=False).sign_in("instructor")
    path = student.hand_in()
    staff.go(path)
    again = staff.page.get_by_role("button", name="Grade it again")
    expect(again).to_have_count(0)
    graded(EXERCISES[0])
    staff.go(path)
    expect(staff.page.get_by_role("table")).to_have_count(0)
    again.click()
    expect(staff.page.locator("#summary")).to_contain_text("In the queue")
    graded(*EXERCISES)
    staff.go(path)
    new, old = cells(staff.page, "Graded 2 times")
    assert "shown above" in new[0]
    assert "shown above" not in old[0]
    assert (new[1], new[3], old[1], old[3]) == ("graded", "6 / 10", "graded", "2 / 10")
    assert len(new[2]) == len(old[2]) == 12
    student.go(path)
    expect(student.page.locator("#summary .score")).to_have_text("6 of 10 points")
    for words in ("Graded 2 times", "Grade it again", "Set the score"):
        assert words not in student.text()


def test_whoever_watches_it_being_graded_again_sees_its_end(visit):
    path = visit().sign_in().hand_in()
    graded(EXERCISES[0])
    staff = visit().sign_in("instructor")
    staff.go(path)
    again = staff.page.get_by_role("button", name="Grade it again")
    again.click()
    expect(again).to_have_count(0)
    graded(*EXERCISES)
    expect(again).to_have_count(1)
    assert cells(staff.page, "Graded 2 times")[0][1] == "graded"


def test_a_score_is_set_read_by_its_student_and_taken_back(visit):
    student, second = visit().sign_in(), visit().sign_in("student2")
    staff = visit(java_script_enabled=False).sign_in("instructor")
    path = student.hand_in()
    graded(EXERCISES[0])
    staff.go(path)
    staff.page.get_by_label("Set the score").fill("7.5")
    staff.page.get_by_label("Because").fill("Solved on paper & <b>well</b>")
    staff.page.get_by_role("button", name="Set it").click()
    told = staff.page.locator(".override")
    expect(told).to_contain_text("Score set by staff: 7.5 points")
    expect(told).to_contain_text("Set by Demo instructor on")
    assert staff.page.get_by_label("Set the score").input_value() == "7.5"
    student.go(path)
    expect(student.page.locator(".override")).to_contain_text("Solved on paper & <b>well</b>")
    assert "Demo instructor" not in student.text()
    student.go("/")
    expect(student.page.locator(".lab-score")).to_contain_text("7.5 of 10")
    staff.go(COURSE_PAGE)
    scores = staff.page.locator("table").last
    row = scores.get_by_role("row").filter(has=staff.page.get_by_role("rowheader", name="Demo student", exact=True))
    expect(row).to_contain_text("7.5 set")

    their = second.hand_in()
    graded(EXERCISES[0])
    second.go(their)
    expect(second.page.locator(".override")).to_have_count(0)

    staff.go(path)
    staff.page.get_by_role("button", name="Take the set score back").click()
    expect(staff.page.locator(".override")).to_have_count(0)
    student.go("/")
    expect(student.page.locator(".lab-score")).to_contain_text("2 of 10")


def test_what_no_browser_sends_sets_nothing(visit):
    student, staff = visit().sign_in(), visit().sign_in("instructor")
    path = student.hand_in()
    graded(EXERCISES[0])
    own = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}

    def posted(visitor, action, headers=own, **form):
        return visitor.context.request.post(f"{visitor.site}{path}/{action}", form=form, headers=headers).status

    for form in ({"score": "-1"}, {"score": "1.005"}, {"score": "nan"}, {"score": "1e9"}, {"score": "x"}, {}):
        assert posted(staff, "override", **{"reason": "why", **form}) == 422
    assert posted(staff, "override", score="1", reason=" ") == 422
    assert posted(staff, "override", headers={"Sec-Fetch-Site": "cross-site"}, score="1", reason="why") == 403
    for action, form in (("override", {"score": "10", "reason": "why"}), ("override/withdraw", {}), ("again", {})):
        assert posted(student, action, **form) == 403
    second = visit().sign_in("student2")
    assert posted(second, "override", score="10", reason="why") == 404
    staff.go(path)
    expect(staff.page.locator(".override")).to_have_count(0)
    expect(staff.page.get_by_role("table")).to_have_count(0)
    assert posted(staff, "again") == 200
    assert posted(staff, "again") == 409


def test_long_words_fit_a_phone(visit):
    phone = {"viewport": {"width": 360, "height": 740}}
    student, staff = visit(**phone).sign_in(), visit(**phone).sign_in("instructor")
    path = student.hand_in()
    worker = Worker()
    worker.store(crashed("first-slope", "no", "", "raise"))
    worker.finish()
    staff.go(path)
    staff.page.get_by_label("Set the score").fill("7.25")
    staff.page.get_by_label("Because").fill("x" * 500)
    staff.page.get_by_role("button", name="Set it").click()
    expect(staff.page.locator(".override")).to_contain_text("7.25")
    for person in (student, staff):
        person.go(path)
        assert person.overflow() == 0
