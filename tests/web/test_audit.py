"""The audit of a course as its staff reads it."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.sync_api import expect

from api import audit
from api.database import session
from api.history import AuditLine
from api.pages.audit import sentence
from tests.web.people import EXERCISES, Worker, passed

AUDIT = "/courses/paper-101/audit"
HAND_IN = '<a href="/submissions/7">a hand-in</a>'


def line(action, target="submission/7", person="Ada", **detail):
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return AuditLine(id=UUID(int=1), at=at, person=person, action=action, target=target, detail=detail)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("given", "told"),
    [
        (line("submission.regraded"), f"<bdi>Ada</bdi> had {HAND_IN} graded again."),
        (line("gradings.again", "course/c", amount=1), "<bdi>Ada</bdi> had 1 failed hand-in graded again."),
        (
            line("score.set", score=7.5, reason="<b>well</b>"),
            f"<bdi>Ada</bdi> set the score of {HAND_IN} to 7.5: <q>&lt;b&gt;well&lt;/b&gt;</q>.",
        ),
        (line("score.withdrawn"), f"<bdi>Ada</bdi> took the set score of {HAND_IN} back."),
        (
            line("token.issued", "token/1", scope="ci", single_use=True, job="<i>", person_id="x"),
            "<bdi>Ada</bdi> made a token for a CI job, for one upload, for the job <code>&lt;i&gt;</code>.",
        ),
        (line("token.issued", "token/1", scope="student"), "<bdi>Ada</bdi> made a token for own hand-ins."),
        (line("token.revoked", "token/1"), "<bdi>Ada</bdi> revoked a token."),
        (
            line("lab.published", "lab/c/l", None, version="0a1b"),
            "<bdi>The service</bdi> published <code>c/l</code> as version <code>0a1b</code>.",
        ),
        (
            line("lab.refused", "lab/c/l", None, reason="checks.py:3 has no name."),
            "<bdi>The service</bdi> did not publish <code>c/l</code>: checks.py:3 has no name.",
        ),
        (line("exported.scores", "course/c"), "<bdi>Ada</bdi> downloaded the scores of the course as CSV."),
        (
            line("refused.staff-only", "course/c", "<script>"),
            "<bdi>&lt;script&gt;</bdi> asked for <code>course/c</code>, which is for staff, and was refused.",
        ),
        (line("moon.painted", "moon/1"), "<bdi>Ada</bdi> did moon.painted to moon/1."),
    ],
    ids=lambda given: given.action if isinstance(given, AuditLine) else "",
)
def test_each_line_is_one_sentence(given, told):
    assert sentence(given) == told


@pytest.mark.browser
def test_staff_read_what_was_done_and_refused(visit):
    student, staff = visit().sign_in(), visit(viewport={"width": 360, "height": 740}).sign_in("instructor")
    path = student.hand_in()
    worker = Worker()
    worker.store(passed(EXERCISES[0]))
    worker.finish()
    student.go("/courses/paper-101")
    student.go(AUDIT)
    expect(student.page.get_by_role("heading", level=1)).to_have_text("This is for staff")
    staff.go(path)
    staff.page.get_by_role("button", name="Grade it again").click()
    staff.page.wait_for_url(f"**{path}")
    staff.go("/courses/paper-101")
    staff.page.get_by_role("link", name="Audit").click()
    lines = staff.page.locator(".audit li")
    expect(lines.nth(0)).to_contain_text("Demo instructor had a hand-in graded again.")
    refused = "Demo student asked for course/paper-101, which is for staff, and was refused."
    expect(lines.nth(1)).to_contain_text(refused)
    expect(lines.get_by_text("was refused")).to_have_count(1)  # of two within a minute
    assert staff.overflow() == 0
    lines.nth(0).get_by_role("link").click()
    staff.page.wait_for_url(f"**{path}")


@pytest.mark.browser
def test_older_lines_are_a_link_away(visit):
    staff = visit(java_script_enabled=False).sign_in("instructor")
    with session() as db:
        for number in range(60):
            audit.record(db, None, "lab.published", f"lab/paper-101/l-{number}", course="paper-101", version="v")
    staff.go(AUDIT)
    shown = staff.page.locator(".audit li")
    expect(shown.first).to_contain_text("l-59 ")
    expect(shown).to_have_count(50)
    staff.page.get_by_role("link", name="Older").click()
    expect(shown.first).to_contain_text("l-9 ")
    staff.page.get_by_role("link", name="Newest").click()
    expect(shown.first).to_contain_text("l-59 ")
