"""The first evening of a student, in a real browser against the whole product: full marks, then a named mistake."""

import pytest
from playwright.sync_api import expect

from tests.conftest import ROOT
from tests.service import mistaken
from tests.web.visitor import Visitor

pytestmark = pytest.mark.browser

LAB = ROOT / "reference" / "manipal-cse3281" / "lab-2"
MISTAKE = LAB / "mistakes" / "q5_constant_differentiated.py"


@pytest.fixture
def student(service, browser):
    visitor = Visitor(service.url, browser.new_context())
    yield visitor.sign_in()
    visitor.context.close()
    assert visitor.complaints == []


def hand_in(student, name, data):
    student.go("/labs/manipal-cse3281/lab-2")
    student.choose(name, data)
    student.page.get_by_role("button", name="Grade it").click()
    student.page.wait_for_url("**/submissions/*")


def test_the_reference_solution_gets_full_marks(student):
    hand_in(student, "lab2.py", (LAB / "solution.py").read_bytes())
    expect(student.page.locator("#summary .score")).to_have_text("40 of 40 points", timeout=30_000)


def test_a_mistake_costs_its_exercise_alone_and_is_named(student):
    hand_in(student, "lab2.py", mistaken(LAB, MISTAKE))
    summary = student.page.locator("#summary")
    expect(summary).to_contain_text("Full marks in 10 of 11 exercises", timeout=30_000)
    hint = MISTAKE.read_text().split('"""')[1].splitlines()[0]
    expect(student.page.locator("main")).to_contain_text(hint.replace("`", ""))
