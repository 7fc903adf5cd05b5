"""A lab that takes either road: what its page says of them, deviations, and what a person judges."""

import shutil

import pytest
from playwright.sync_api import expect

from api.database import session
from api.demo import Demo, ensure_demo
from api.labs import publish
from graders.results import CheckResult, Finding, Verdict
from tests.web.people import LAB, Worker, crashed, passed
from tests.web.visitor import LAB_PAGE

pytestmark = pytest.mark.browser
LONG = "a_very_long_name_without_any_place_to_break_" * 3
OF_LAB = 'road = "either"\nnotes = "Of the sheet of <2025>."\n'
OF_EXERCISE = f"""notes = "The sheet leaves open which one."
rubric = ["The plot has a title.", "`{LONG}` is <explained>."]
"""


@pytest.fixture
def demo(database, tmp_path) -> Demo:
    """In place of the lab of the other tests: its first exercise is for a person to judge as well."""
    folder = tmp_path / LAB.parent.name / LAB.name
    shutil.copytree(LAB, folder)
    toml = (LAB / "lab.toml").read_text().replace("[lab]\n", f"[lab]\n{OF_LAB}")
    (folder / "lab.toml").write_text(toml.replace("points = 2\n", f"points = 2\n{OF_EXERCISE}"))
    with session() as db:
        publish(db, folder)
        return ensure_demo(db, Demo())


def weak(result: CheckResult) -> CheckResult:
    return result.model_copy(update={"weak": True})


def deviation(exercise: str, points: float) -> CheckResult:
    facts = {"check": "at_two", "title": "At x = 2", "verdict": Verdict.DEVIATES, "points": points, "max_points": 0}
    finding = Finding(code="not_left", facts={"what": "x as 2", "given": []})
    return weak(passed(exercise)).model_copy(update={**facts, "finding": finding})


def colours(locator):
    """Of the icon and of the word for the verdict."""
    return locator.evaluate(
        "check => ['.mark', '.verdict'].map(part => getComputedStyle(check.querySelector(part)).color)"
    )


def test_a_deviation_has_its_price_and_does_not_look_like_a_failure(visit):
    student = visit().sign_in()
    student.hand_in()
    worker = Worker()
    worker.store(weak(passed("first-slope")), deviation("first-slope", 0))
    worker.store(weak(passed("second-slope", 4)), deviation("second-slope", -0.5))
    worker.store(passed("third-slope", 2), crashed("third-slope", "no", "", "raise"))
    free, priced = (student.page.locator(f"#check-{name}-slope-at_two") for name in ("first", "second"))
    failed, right = (student.page.locator(f"#check-third-slope-{name}") for name in ("drawn", "printed"))
    expect(free.locator(".check-points")).to_have_text("no points")
    expect(priced.locator(".check-points")).to_have_text("-0.5 points")
    expect(free).to_contain_text("Not as in the sheet")
    expect(free.locator(".message")).to_contain_text("That is as right, and costs nothing.")
    expect(failed).to_be_visible()
    assert colours(free) == colours(priced)
    for other in (failed, right):
        assert not set(colours(free)) & set(colours(other))


def test_an_exercise_that_was_run_as_it_is_says_so_once_it_is_known(visit):
    student = visit().sign_in()
    student.hand_in()
    marked = student.page.locator("main .state", has_text="as handed in")
    expect(student.page.locator("#summary")).to_contain_text("In the queue")
    expect(marked).to_have_count(0)
    worker = Worker()
    worker.store(passed("first-slope"), weak(passed("second-slope", 4)))
    expect(marked).to_have_count(1)
    worker.finish()
    expect(student.page.locator("#summary .score")).to_contain_text("6")
    student.page.reload()
    expect(marked).to_have_count(1)
    expect(student.page.locator("#head-second-slope")).to_contain_text("as handed in")


def test_a_deviation_without_a_price_leaves_an_exercise_folded(visit):
    student = visit().sign_in()
    student.hand_in()
    worker = Worker()
    worker.store(passed("first-slope"), deviation("first-slope", 0))
    worker.store(passed("second-slope", 4), deviation("second-slope", -0.5), passed("third-slope", 4))
    opened = student.page.locator("details.exercise[open]")
    expect(opened).to_have_count(3)
    worker.finish()
    for _ in range(2):  # as it ended before one's eyes, and as it is opened afresh
        expect(opened).to_have_count(1)
        expect(opened).to_contain_text("The slope of a parabola")
        student.page.reload()


def test_staff_are_told_what_is_theirs_to_judge(visit):
    student, staff = visit().sign_in(), visit().sign_in("instructor")
    path = student.hand_in()
    worker = Worker()
    worker.store(passed("first-slope"), passed("second-slope", 4), passed("third-slope", 4))
    staff.go(path)
    expect(staff.page.locator("#checks-third-slope .check")).to_have_count(1)
    staff.page.get_by_label("Because").focus()  # whoever writes there is not interrupted by a fresh page
    worker.finish()
    told = staff.page.get_by_role("region", name="For you to judge")
    for _ in range(2):  # as it ended before one's eyes, and as it is opened afresh
        expect(staff.page.locator("#summary .score")).to_contain_text("10")
        expect(told.get_by_role("listitem")).to_have_text(["The plot has a title.", f"{LONG} is <explained>."])
        expect(staff.page.locator("details.exercise[open]")).to_have_count(1)
        staff.page.reload()
    student.go(path)
    expect(student.page.locator("details.exercise[open]")).to_have_count(0)
    assert "For you to judge" not in student.text()


def test_the_page_of_the_lab_tells_of_both_roads_and_instructors_of_its_sheet(visit):
    student, staff = visit().sign_in(), visit().sign_in("instructor")
    for person in (student, staff):
        person.go(LAB_PAGE)
        expect(person.page.locator("#file-help")).to_contain_text(
            "If your file has the functions of the starter, they are called on other inputs; "
            "scripts, one for each question, are run as they are."
        )
        expect(person.page.locator("main .state", has_text="as handed in")).to_have_count(0)
    assert "For instructors" not in student.text()
    about = staff.page.get_by_text("The sheet leaves open which one.")
    expect(about).to_be_hidden()
    staff.page.get_by_text("For instructors").click()
    expect(about).to_be_visible()
    expect(staff.page.get_by_text("Of the sheet of <2025>.")).to_be_visible()
    section = staff.page.get_by_role("region", name="The slope of a line")
    expect(section.get_by_role("listitem")).to_have_text(["The plot has a title.", f"{LONG} is <explained>."])
    expect(staff.page.get_by_role("region", name="The slope of a parabola")).to_have_count(0)


def test_all_of_it_fits_a_phone(visit):
    phone = {"viewport": {"width": 360, "height": 740}}
    student, staff = visit(**phone).sign_in(), visit(**phone).sign_in("instructor")
    path = student.hand_in()
    worker = Worker()
    worker.store(weak(passed("first-slope")), deviation("first-slope", -0.25))
    worker.finish()
    for person, address in ((student, path), (staff, path), (staff, LAB_PAGE)):
        person.go(address)
        person.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert person.overflow() == 0, address
