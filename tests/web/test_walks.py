"""Whole walks: without JavaScript, with the keyboard alone, on a narrow phone, by drag and drop."""

import pytest
from playwright.sync_api import expect

from tests.web.people import EXERCISES, Worker, crashed, passed
from tests.web.visitor import LAB_PAGE, SOLUTION

pytestmark = pytest.mark.browser
LONG = "a_very_long_name_without_any_place_to_break_" * 3


def test_everything_works_without_javascript(visit):
    student = visit(java_script_enabled=False).sign_in()
    student.page.get_by_role("link", name="Slopes on paper").click()
    expect(student.page.locator(".statement")).to_contain_text("Write the slope")
    student.hand_in()
    page = student.page
    expect(page.locator("#summary")).to_contain_text("In the queue")
    worker = Worker()
    worker.store(*(passed(name) for name in EXERCISES))
    worker.finish()
    # The page asks again by itself, as its noscript refresh says.
    expect(page.locator("#summary .score")).to_have_text("6 of 10 points", timeout=8000)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/signin")


def tab_to(page, role, name):
    """Tab until the focus is there. What the keyboard cannot reach fails here."""
    wanted = page.get_by_role(role, name=name).first
    for _ in range(40):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {role} {name!r}")


def test_the_keyboard_is_enough(visit):
    student = visit()
    page = student.page
    student.go("/signin")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    tab_to(page, "button", "Sign in as demo student")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{student.site}/")
    tab_to(page, "link", "Slopes on paper")
    page.keyboard.press("Enter")
    page.wait_for_url("**/labs/**")
    page.get_by_label("Your solution").focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files({"name": "mine.py", "mimeType": "text/x-python", "buffer": SOLUTION.encode()})
    tab_to(page, "button", "Grade it")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", "the focus must show"
    page.keyboard.press("Enter")
    page.wait_for_url("**/submissions/*")


def test_a_phone_of_360_pixels_never_scrolls_sideways(visit):
    student = visit(viewport={"width": 360, "height": 740}).sign_in()
    instructor = visit(viewport={"width": 360, "height": 740}).sign_in("instructor")
    path = student.hand_in(name=f"{LONG}.py")
    worker = Worker()
    worker.store(passed("first-slope"), crashed("second-slope", LONG, f"{LONG * 4}\n", f"return {LONG}"))
    worker.finish()
    course = LAB_PAGE.split("/")[2]
    pages = [(student, "/"), (student, LAB_PAGE), (student, path), (student, "/nowhere"), (student, "/signin")]
    pages += [(instructor, path), (instructor, f"/courses/{course}")]
    wide = {}
    for person, address in pages:
        person.go(address)
        person.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        wide[address] = person.overflow()
    assert {address: pixels for address, pixels in wide.items() if pixels > 0} == {}


def test_a_file_may_be_dropped_on_the_page(visit):
    student = visit().sign_in()
    student.go(LAB_PAGE)
    page = student.page
    transfer = page.evaluate_handle(
        """text => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], "dropped.py"));
            return transfer;
        }""",
        SOLUTION,
    )
    for kind in ("dragenter", "dragover", "drop"):
        page.dispatch_event("main", kind, {"dataTransfer": transfer})
    expect(page.get_by_text("dropped.py, 1 KiB")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/submissions/*")
    expect(page.locator("h1")).to_have_text("dropped.py")


def test_math_is_set_and_the_statement_is_only_text(visit):
    student = visit().sign_in()
    student.go(LAB_PAGE)
    page = student.page
    expect(page.locator(".statement .katex-display")).to_have_count(1)
    assert page.locator(".statement .katex").count() == 5
    expect(page.locator(".statement svg")).to_have_count(1)  # the root sign, drawn
    assert page.locator(".katex-error").count() == 0
    assert page.title() == "Slopes on paper · Allclose"


def test_the_lab_page_offers_the_starter_and_remembers_the_history(visit):
    student = visit().sign_in()
    student.hand_in(name="first try.py")
    worker = Worker()
    worker.store(passed("first-slope"))
    worker.finish()
    student.go(LAB_PAGE)
    expect(student.page.locator(".history")).to_contain_text("first try.py")
    expect(student.page.locator(".history")).to_contain_text("2 / 10")
    with student.page.expect_download() as download:
        student.page.get_by_role("link", name="Download the starter file").click()
    assert download.value.suggested_filename == "slopes.py"
    assert "NotImplementedError" in download.value.path().read_text()


def test_older_hand_ins_are_a_link_away(visit, monkeypatch):
    monkeypatch.setattr("api.pages.labs.HISTORY", 2)
    student = visit(java_script_enabled=False).sign_in()
    for number in range(3):
        student.hand_in(name=f"try-{number}.py")
    student.go(LAB_PAGE)
    shown = student.page.locator(".history .file")
    expect(shown).to_have_text(["try-2.py", "try-1.py"])
    expect(student.page.get_by_role("link", name="Newest")).to_have_count(0)
    student.page.get_by_role("link", name="Older").click()
    expect(shown).to_have_text(["try-0.py"])
    expect(student.page.get_by_role("link", name="Older")).to_have_count(0)
    student.page.get_by_role("link", name="Newest").click()
    expect(shown).to_have_text(["try-2.py", "try-1.py"])
