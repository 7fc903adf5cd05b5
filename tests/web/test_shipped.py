"""Every lab that ships can be read: its math sets, its tables stand, the console stays silent."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from api.database import session
from api.demo import Demo, ensure_demo
from api.labs import publish
from api.pages.statement import has_section, statement_html
from graders.lab import Lab

FOLDERS = sorted(file.parent for file in (Path(__file__).parents[2] / "reference").glob("*/*/lab.toml"))
NAMES = [f"{folder.parent.name}/{folder.name}" for folder in FOLDERS]


@pytest.mark.unit
@pytest.mark.parametrize("folder", FOLDERS, ids=NAMES)
def test_every_exercise_is_found_in_the_statement_by_its_title(folder):
    lab = Lab.read(folder)
    statement = statement_html(str(folder), lab.statement)
    assert [each.title for each in lab.exercises if not has_section(statement, each.title)] == []


@pytest.mark.browser
def test_every_statement_is_set_without_complaint(visit):
    with session() as db:
        for folder in FOLDERS:
            publish(db, folder)
        ensure_demo(db, Demo())
    student = visit(viewport={"width": 360, "height": 740}).sign_in()
    for name in NAMES:
        student.go(f"/labs/{name}")
        page = student.page
        expect(page.locator(".math:not(:has(.katex))")).to_have_count(0)
        assert page.locator(".katex-error").count() == 0, name
        assert student.overflow() <= 0, name
