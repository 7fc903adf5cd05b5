"""What must not happen: work that strangers read, a refusal without a way on."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.web.people import Worker, crashed
from tests.web.visitor import LAB_PAGE

pytestmark = pytest.mark.browser


def test_a_second_student_sees_nothing_of_the_first(visit):
    student, second = visit().sign_in(), visit().sign_in("student2")
    path = student.hand_in()
    for address in (path, f"{path}/source", f"{path}/live"):
        assert second.context.request.get(second.site + address).status == 404
    second.go(path)
    expect(second.page.get_by_role("heading", level=1)).to_have_text("Nothing is here")
    missing = second.page.url[:-1] + ("0" if second.page.url[-1] != "0" else "1")
    refusal = second.text()
    second.page.goto(missing)
    assert second.text() == refusal, "a hand-in of somebody else reads as one that does not exist"


def test_who_is_not_signed_in_comes_back_after_it(visit):
    stranger = visit()
    stranger.go(LAB_PAGE)
    assert "/signin?next=" in stranger.page.url
    stranger.page.get_by_role("button", name="Sign in as demo student").click()
    stranger.page.wait_for_url(f"**{LAB_PAGE}")


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_way_back_never_leads_to_another_site(visit, target):
    student = visit()
    student.page.goto(f"{student.site}/signin?next={target}")
    student.page.get_by_role("button", name="Sign in as demo student").click()
    student.page.wait_for_url(f"{student.site}/")


def test_a_password_that_does_not_fit(visit, demo):
    student = visit()
    student.go("/signin")
    student.page.get_by_label("Name or e-mail").fill("student")
    student.page.get_by_label("Password", exact=True).fill("wrong")
    student.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(student.page.get_by_role("alert")).to_contain_text("do not fit together")
    student.page.get_by_label("Password", exact=True).fill(demo.passwords["student"])
    student.page.get_by_role("button", name="Sign in", exact=True).click()
    student.page.wait_for_url(f"{student.site}/")


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("notes.txt", b"x = 1", "The file must be a Python file"),
        ("lab.zip", b"PK", "The .zip cannot be read."),
        ("big.py", b"#" * (8 * 2**20 + 1), "8 MiB is the most"),
    ],
)
def test_a_refused_upload_returns_to_the_form(visit, name, data, sentence):
    student = visit(java_script_enabled=False).sign_in()
    student.go(LAB_PAGE)
    student.choose(name, data)
    student.page.get_by_role("button", name="Grade it").click()
    expect(student.page.get_by_role("alert")).to_contain_text(sentence)
    expect(student.page.get_by_label("Your solution")).to_be_visible()


def test_sending_no_file_is_explained(visit):
    student = visit().sign_in()
    student.go(LAB_PAGE)
    student.page.evaluate("document.getElementById('file').required = false")
    student.page.get_by_role("button", name="Grade it").click()
    expect(student.page.get_by_role("alert")).to_contain_text("No file was chosen")


def test_a_file_that_is_too_large_is_named_before_it_is_sent(visit):
    student = visit().sign_in()
    student.go(LAB_PAGE)
    student.choose("big.py", b"#" * (8 * 2**20 + 1))
    expect(student.page.get_by_text("big.py is larger than 8 MiB")).to_be_visible()


def test_another_site_cannot_hand_in_for_a_student(visit):
    student = visit().sign_in()
    cookies = {cookie["name"]: cookie["value"] for cookie in student.context.cookies()}
    upload = {"file": ("mine.py", b"x = 1")}
    headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    answer = httpx.post(student.site + LAB_PAGE, files=upload, cookies=cookies, headers=headers)
    assert answer.status_code == 403
    student.go(LAB_PAGE)
    expect(student.page.locator(".history")).to_have_count(0)


def test_staff_pages_are_for_staff(visit):
    student, instructor = visit().sign_in(), visit().sign_in("instructor")
    path = student.hand_in()
    worker = Worker()
    worker.store(crashed("first-slope", "no", "", "raise"))
    worker.finish()
    instructor.go("/courses/paper-101")
    table = instructor.page.locator("table").first
    expect(table).to_contain_text("mine.py")
    instructor.page.get_by_label("State").select_option("failed")
    instructor.page.get_by_role("button", name="Show").click()
    expect(instructor.page.get_by_text("No hand-in matches")).to_be_visible()
    assert instructor.page.get_by_label("State").input_value() == "failed"
    for link in instructor.page.get_by_role("link", name="Download as CSV").all():
        answer = instructor.context.request.get(instructor.site + str(link.get_attribute("href")))
        assert answer.status == 200
        assert answer.headers["content-type"].startswith("text/csv")
    instructor.go(path)
    expect(instructor.page.get_by_role("heading", name="For staff")).to_be_visible()
    expect(instructor.page.locator("main")).to_contain_text("no_division.py")
    student.go("/courses/paper-101")
    expect(student.page.get_by_role("heading", level=1)).to_have_text("This is for staff")
    student.go(path)
    assert "no_division.py" not in student.text()
    assert "Seed" not in student.text()
