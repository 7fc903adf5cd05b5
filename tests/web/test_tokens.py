"""A token from the page: made, shown once, used by the shell lines beside it, revoked."""

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from api.database import session
from tests.web.people import EXERCISES, LAB, Worker, passed
from tests.web.visitor import LAB_PAGE, SOLUTION

pytestmark = pytest.mark.browser
SLUG = LAB_PAGE.removeprefix("/labs/")
COURSE = LAB.parent.name


def make(visitor, name="laptop", **choices):
    """Through the form; the new token's plain text, from the page that opens."""
    visitor.go("/")
    page = visitor.page
    page.get_by_role("link", name="Tokens").click()
    page.get_by_label("Name").fill(name)
    for label, value in choices.items():
        page.get_by_label(label.replace("_", " ")).select_option(value)
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return page.locator("#token").inner_text()


def asks(site, plain, path="labs"):
    return httpx.get(f"{site}/api/v1/{path}", headers={"Authorization": f"Bearer {plain}"}).status_code


def row(visitor, name):
    return visitor.page.locator("li.token").filter(has=visitor.page.get_by_role("heading", name=name, exact=True))


def test_a_token_from_its_making_to_its_end_without_javascript(visit):
    student = visit(java_script_enabled=False).sign_in()
    plain = make(student, It_works_in=COURSE, It_expires_in="30")
    student.go("/tokens")
    expect(row(student, "laptop")).to_contain_text("never used")
    expect(row(student, "laptop")).to_contain_text(COURSE)
    assert asks(student.site, plain) == 200
    student.go("/tokens")
    expect(row(student, "laptop")).to_contain_text("last used")
    other = make(student, "desktop")
    student.go("/tokens")
    student.page.get_by_role("button", name="Revoke laptop").click()
    expect(row(student, "laptop")).to_have_count(0)
    expect(row(student, "desktop")).to_have_count(1)
    assert (asks(student.site, plain), asks(student.site, other)) == (401, 200)


def test_the_plain_text_is_shown_once_and_kept_by_no_cache(visit):
    student = visit().sign_in()
    answers = []
    student.page.on("response", lambda answer: answers.append(answer) if answer.request.method == "POST" else None)
    plain = make(student)
    assert [(answer.status, answer.headers["cache-control"]) for answer in answers] == [(201, "no-store")]
    for address in ("/tokens", "/", LAB_PAGE):
        student.go(address)
        assert plain not in student.page.content()
    assert [cookie for cookie in student.context.cookies() if plain in cookie["value"]] == []


@contextmanager
def terminal(shell, folder):
    """A shell of a machine that knows nothing of this service. It does not outlive the test that opened it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ALLCLOSE_")}
    clean["PATH"] = f"{Path(sys.executable).parent}:{clean['PATH']}"
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(["bash", "-euc", shell], cwd=folder, env=clean, process_group=0, **pipes) as opened:
        try:
            yield opened
        finally:
            if opened.poll() is None:
                os.killpg(opened.pid, signal.SIGKILL)


def test_the_shell_lines_hand_a_file_in(visit, tmp_path):
    student = visit().sign_in()
    make(student, It_is_for="ci", It_works_in=SLUG)
    Path(tmp_path, "solution.py").write_text(SOLUTION)
    with terminal(student.page.locator("#use").inner_text(), tmp_path) as opened:
        said = opened.stdout.readline()
        assert "Submitted" in said, said + opened.stdout.read()
        worker = Worker()
        worker.store(*(passed(name) for name in EXERCISES))
        worker.finish()
        said = opened.communicate(timeout=60)[0]
    assert opened.returncode == 0, said


def test_the_lines_name_the_address_that_browsers_open(visit, settings, monkeypatch):
    student = visit().sign_in()
    monkeypatch.setattr(settings, "public_url", "https://grader.example/")
    headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    answer = student.context.request.post(f"{student.site}/tokens", form={"name": "laptop"}, headers=headers)
    assert "export ALLCLOSE_URL=https://grader.example\n" in answer.text()


def test_the_line_for_staff_reads_the_scores(visit):
    student, instructor = visit().sign_in(), visit().sign_in("instructor")
    plain = make(instructor, It_is_for="instructor", It_works_in=COURSE)
    line = instructor.page.locator("#use").inner_text().splitlines()[-1]
    path = re.search(r"/api/v1/(\S+\.csv)", line)[1]
    assert asks(instructor.site, plain, path) == 200
    student.go("/tokens")
    offered = student.page.get_by_label("It is for").locator("option").evaluate_all("all => all.map(o => o.value)")
    assert offered == ["student", "ci"], "a token for staff is offered to staff alone"


def test_a_ci_token_without_a_place_returns_to_the_form(visit):
    student = visit().sign_in()
    student.go("/tokens")
    before = student.page.locator("li.token").count()
    student.page.get_by_label("Name").fill("nightly")
    student.page.get_by_label("It is for").select_option("ci")
    student.page.get_by_role("button", name="Make it").click()
    alert = student.page.get_by_role("alert")
    expect(alert).to_have_text("A CI token must be bound: choose a course or an assignment for it.")
    expect(alert.locator("code")).to_have_text(["course", "assignment"])
    assert student.page.get_by_label("Name").input_value() == "nightly"
    assert student.page.get_by_label("It is for").input_value() == "ci"
    expect(student.page.locator("li.token")).to_have_count(before)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"name": "   "}, 422),
        ({"name": "n" * 101}, 422),
        ({"name": "a\0b"}, 422),
        ({"scope": "root"}, 422),
        ({"scope": "instructor"}, 403),
        ({"days": "100000"}, 422),
        ({"place": "no-such"}, 404),
        ({"place": f"{COURSE}/no-such"}, 404),
        ({}, 201),
    ],
)
def test_a_form_that_no_browser_sends_makes_nothing(visit, changed, status):
    student = visit().sign_in()
    form = {"name": "laptop", "scope": "student", "place": COURSE, "days": "30", **changed}
    headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    answer = student.context.request.post(f"{student.site}/tokens", form=form, headers=headers)
    assert (answer.status, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    student.go("/tokens")
    expect(student.page.locator("li.token")).to_have_count(2 if status == 201 else 1)  # demo.json is there already


def test_an_expired_token_says_so(visit):
    student = visit().sign_in()
    plain = make(student)
    student.go("/tokens")
    expect(row(student, "laptop")).to_contain_text("expires")
    with session() as db:
        db.execute(text("UPDATE tokens SET expires_at = now() WHERE name = 'laptop'"))
    student.go("/tokens")
    expect(row(student, "laptop")).to_contain_text("expired")
    assert asks(student.site, plain) == 401


def test_nobody_makes_or_revokes_tokens_for_another(visit):
    student, second = visit().sign_in(), visit().sign_in("student2")
    plain = make(student)
    student.go("/tokens")
    action = row(student, "laptop").locator("form").get_attribute("action")
    own, foreign = {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "cross-site"}
    assert second.context.request.post(second.site + action, headers=own).status == 404
    for path, form in ((action, {}), ("/tokens", {"name": "theirs"})):
        assert student.context.request.post(student.site + path, form=form, headers=foreign).status == 403
        by_token = httpx.post(student.site + path, data=form, headers={"Authorization": f"Bearer {plain}"})
        assert by_token.status_code == 403
    second.go("/tokens")
    expect(row(second, "laptop")).to_have_count(0)
    student.go("/tokens")
    expect(row(student, "theirs")).to_have_count(0)
    assert asks(student.site, plain) == 200


def test_a_stranger_signs_in_first(visit):
    stranger = visit()
    stranger.go("/tokens")
    assert stranger.page.url.endswith("/signin?next=/tokens")


def test_hostile_names_are_text_and_long_ones_fit_a_phone(visit):
    student = visit(viewport={"width": 360, "height": 740}).sign_in()
    for name in ("<img src=x onerror=alert(1)>", "n" * 100):
        make(student, name)
        assert student.page.locator("main img").count() == 0
        assert student.overflow() <= 0, "the page of the new token"
    student.go("/tokens")
    assert student.page.locator("main img").count() == 0
    assert student.overflow() <= 0


def test_staff_make_a_token_for_one_upload_of_a_student(visit):
    staff, student = visit(java_script_enabled=False).sign_in("instructor"), visit().sign_in()
    staff.go("/tokens")
    page = staff.page
    page.get_by_label("Name").fill("their build")
    page.get_by_label("It is for").select_option("ci")
    page.get_by_label("It works in").select_option(SLUG)
    page.get_by_label("It expires in").select_option("1")
    page.get_by_text("More for a CI job").click()
    page.get_by_label("It hands in for").select_option(label="Demo student")
    page.get_by_label("Only for the job").fill("their/repository 0f3c")
    page.get_by_label("For one upload only").check()
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("status")).to_contain_text("Whoever holds it hands in for that student")
    plain = page.locator("#token").inner_text()
    assert page.locator("#use").inner_text().endswith(f"{SLUG} solution.py --job 'their/repository 0f3c'")

    def uploaded(**more):
        headers = {"Authorization": f"Bearer {plain}"}
        files, form = {"file": ("mine.py", SOLUTION.encode())}, {"lab": SLUG, **more}
        return httpx.post(f"{staff.site}/api/v1/submissions", headers=headers, files=files, data=form).status_code

    assert [uploaded(), uploaded(job="their/repository 0f3c"), uploaded(job="their/repository 0f3c")] == [409, 202, 409]
    for person in (staff, student):
        person.go("/tokens")
        told = row(person, "their build")
        expect(told).to_contain_text("Hands in for Demo student, made by Demo instructor.")
        expect(told).to_contain_text("Only for the job their/repository 0f3c. For one upload, made")
    expect(student.page.get_by_label("It hands in for")).to_have_count(0)
    student.go(LAB_PAGE)
    expect(student.page.locator(".history li")).to_have_count(1)


def test_what_only_a_ci_token_may_be_returns_to_the_form_with_all_that_was_said(visit):
    student = visit().sign_in()
    student.go("/tokens")
    student.page.get_by_label("Name").fill("laptop")
    student.page.get_by_text("More for a CI job").click()
    student.page.get_by_label("Only for the job").fill("mine")
    student.page.get_by_label("For one upload only").check()
    student.page.get_by_role("button", name="Make it").click()
    expect(student.page.get_by_role("alert")).to_contain_text("Only a CI token is for a single use")
    assert student.page.get_by_label("Only for the job").input_value() == "mine"
    expect(student.page.get_by_label("For one upload only")).to_be_checked()
