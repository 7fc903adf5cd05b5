"""Figures and saved models under a check, as a browser shows them."""

import json

import pytest
from playwright.sync_api import expect

from graders.results import CHECKPOINT, PICTURE, Artifact, Show
from tests.graders.pictures import striped
from tests.web.people import Worker, passed

pytestmark = pytest.mark.browser

SAVED = {
    "bytes": 3011,
    "elements": 1234,
    "entries": [
        {"name": "<i>layer</i>.weight", "dtype": "float32", "shape": [2, 3]},
        {"name": "scale", "dtype": "float64", "shape": []},
        {"name": "epoch", "value": "3"},
    ],
    "more": 2,
}


def drawn(show=Show.EXAMPLE):
    picture = Artifact(name="figure-1.png", media_type=PICTURE, data=striped(48, 32))
    saved = Artifact(name="checkpoint-2.json", media_type=CHECKPOINT, data=json.dumps(SAVED).encode())
    return passed("first-slope").model_copy(update={"artifacts": (picture, saved), "show": show})


def sizes(picture):
    return picture.evaluate("async image => { await image.decode(); return [image.naturalWidth, image.naturalHeight] }")


def test_a_figure_arrives_on_the_open_page_and_is_there_on_a_fresh_one(visit):
    student = visit().sign_in()
    student.hand_in()
    worker = Worker()
    worker.store(drawn())
    picture = student.page.get_by_alt_text("Figure 1 that the code drew in “The slope at the printed point”")
    expect(picture).to_be_visible()
    assert sizes(picture) == [48, 32]

    worker.finish()
    expect(student.page.locator("#summary .score")).to_contain_text("2")
    student.page.reload()
    student.page.locator("#head-first-slope").click()
    expect(picture).to_be_visible()
    assert sizes(picture) == [48, 32]
    assert student.overflow() == 0


def test_a_saved_model_is_a_table_of_names_and_shapes(visit):
    student = visit().sign_in()
    student.hand_in()
    Worker().store(drawn())
    student.page.get_by_text("What the saved file holds").click()
    table = student.page.get_by_role("table", name="1,234 numbers in 3,011 bytes")
    weight = "<i>layer</i>.weightfloat322 \N{MULTIPLICATION SIGN} 3"
    rows = ["NameTypeShape or value", weight, "scalefloat64one number", "epoch3"]
    expect(table.get_by_role("row")).to_have_text(rows)
    expect(student.page.locator(".check")).to_contain_text("and 2 more")


def test_a_picture_that_may_show_hidden_inputs_is_on_the_page_of_staff_alone(visit):
    student = visit().sign_in()
    path = student.hand_in()
    worker = Worker()
    worker.store(drawn(Show.DRAWN))
    worker.finish()
    student.go(path)
    assert student.page.locator("img.figure").count() == 0
    assert "What the saved file holds" not in student.text()
    picture = f"{student.site}{path}/artifacts/first-slope/printed/figure-1.png"
    assert student.page.request.get(picture).status == 404

    staff = visit().sign_in("instructor")
    staff.go(path)
    staff.page.locator("#head-first-slope").click()
    assert sizes(staff.page.locator("img.figure")) == [48, 32]
    assert staff.page.request.get(picture).headers["content-type"] == "image/png"
