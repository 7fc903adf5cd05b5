"""What staff see of the walls around student code, on the page and by the API."""

import httpx
import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from api import gradings
from api.database import session

pytestmark = pytest.mark.browser
PROVED = {"layer": "seccomp", "ok": True, "proof": "Only without it student code traced another process.", "advice": ""}
MISSING = {"layer": "memory", "ok": False, "proof": "Student code filled it.", "advice": "Delegate `memory` to us."}


def heard_of(name, layers, without=()):
    with session() as db:
        gradings.heartbeat(db, worker=name, lane="cpu", without=list(without), layers=layers)


def asked(site, token):
    return httpx.get(f"{site}/api/v1/workers", headers={"Authorization": f"Bearer {token}"})


def row(page, layer):
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=layer, exact=True))


def test_each_layer_is_shown_with_its_proof_and_what_is_open_comes_first(visit):
    heard_of("good@here", [PROVED])
    staff = visit().sign_in("instructor")
    staff.page.get_by_role("link", name="Sandbox").click()
    expect(row(staff.page, "seccomp")).to_contain_text(PROVED["proof"])
    expect(row(staff.page, "seccomp").locator(".state")).to_have_text("ok")
    expect(staff.page.get_by_role("alert")).to_have_count(0)

    heard_of("open@there", [PROVED, MISSING], without=["seccomp"])
    staff.page.reload()
    expect(staff.page.get_by_role("alert")).to_contain_text("2 layers of the sandbox do not hold on a live worker")
    card = staff.page.locator(".worker").filter(has_text="open@there")
    expect(card.locator("tbody .state")).to_have_text(["missing", "switched off"])
    expect(card).to_contain_text("Delegate memory to us.")
    staff.go("/courses/paper-101")
    warning = staff.page.get_by_role("alert")
    expect(warning).to_contain_text("memory, seccomp")
    warning.get_by_role("link").click()
    staff.page.wait_for_url("**/sandbox")


def test_a_worker_that_fell_silent_warns_nobody_and_says_so(visit):
    heard_of("gone@here", [MISSING])
    with session() as db:
        db.execute(text("UPDATE workers SET seen_at = now() - interval '2 minutes'"))
    staff = visit().sign_in("instructor")
    staff.go("/sandbox")
    expect(staff.page.locator(".worker .state").first).to_have_text("silent")
    expect(staff.page.get_by_role("alert")).to_have_count(0)


def test_no_worker_and_one_that_says_nothing(visit):
    staff = visit(viewport={"width": 360, "height": 740}).sign_in("instructor")
    staff.go("/sandbox")
    expect(staff.page.get_by_role("alert")).to_contain_text("No worker has been heard of for a day")
    heard_of("<b>old</b>" + "x" * 100, None, without=["network"])
    staff.page.reload()
    expect(staff.page.locator(".worker")).to_contain_text("<b>old</b>")
    expect(staff.page.locator(".worker")).to_contain_text("does without network")
    expect(staff.page.get_by_role("alert")).to_contain_text("1 layer of the sandbox does not hold")
    assert staff.overflow() == 0


def test_students_see_no_worker_and_leave_a_line(visit, demo):
    heard_of("good@here", [MISSING])
    student = visit().sign_in()
    expect(student.page.get_by_role("link", name="Sandbox")).to_have_count(0)
    student.go("/sandbox")
    expect(student.page.get_by_role("heading", level=1)).to_have_text("This is for staff")
    refused = asked(student.site, demo.tokens["student"])
    assert (refused.status_code, "good@here" in refused.text) == (403, False)
    (worker,) = asked(student.site, demo.tokens["instructor"]).json()["workers"]
    assert (worker["name"], worker["live"], worker["layers"][0]["state"]) == ("good@here", True, "missing")
    with session() as db:
        lines = db.execute(text("SELECT action, target FROM audit WHERE action LIKE 'refused%'")).all()
    assert set(lines) == {("refused.staff-only", "workers")}
