"""A page asks the database as often for two hundred hand-ins as for one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from api.database import engine
from tests.api.conftest import LAB, Clients, grade, hand_in, submission_id

MANY = 200
FOR_PEOPLE = {"Accept": "text/html"}
# Each hand-in many times more, with its grading.
COPIES = """
    WITH ours AS (
        SELECT s.*, uuid_in(md5(random()::text)::cstring) AS fresh FROM submissions s, generate_series(1, :many)
    ),
    copied AS (
        INSERT INTO submissions (id, assignment_id, lab_id, person_id, file_name, blob_sha256, exercises, created_at)
        SELECT fresh, assignment_id, lab_id, person_id, file_name, blob_sha256, exercises, created_at FROM ours
    ),
    members AS (INSERT INTO submission_members SELECT fresh, person_id FROM ours),
    gradings_ AS (
        INSERT INTO gradings (id, submission_id, lab_version_id, state, lane, seed, score, max_score, finished_at)
        SELECT fresh, fresh, lab_version_id, state, lane, seed, score, max_score, finished_at
        FROM ours JOIN gradings g ON g.id = ours.current_grading_id
    )
    SELECT 1
"""


@contextmanager
def asked() -> Iterator[list[str]]:
    """The statements of this process; the server is a thread of it."""
    statements: list[str] = []

    def heard(*facts: object) -> None:
        statements.append(str(facts[2]))

    event.listen(engine(), "before_cursor_execute", heard)
    yield statements
    event.remove(engine(), "before_cursor_execute", heard)


def statements_of(client: httpx.Client, path: str) -> list[str]:
    with asked() as statements:
        answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return statements


@pytest.fixture
def pages(client: Clients) -> dict[str, httpx.Client]:
    """Who asks for which page, once there is one hand-in of each student."""
    found = {}
    for who in ("student", "student2"):
        found[who] = submission_id(hand_in(client(who)))
        grade()
    student, staff = client("student", **FOR_PEOPLE), client("instructor", **FOR_PEOPLE)
    course = LAB.partition("/")[0]
    return {
        "/": student,
        f"/labs/{LAB}": student,
        f"/submissions/{found['student']}": student,
        f"/courses/{course}": staff,
        f"/courses/{course}/audit": staff,
        f"/api/v1/courses/{course}/submissions.csv": staff,
        f"/api/v1/courses/{course}/scores": staff,
        "/api/v1/submissions?limit=200": student,
    }


def test_no_page_asks_once_for_each_row(pages: dict[str, httpx.Client], db: Session) -> None:
    few = {path: statements_of(client, path) for path, client in pages.items()}
    db.execute(text(COPIES), {"many": MANY})
    db.execute(text("UPDATE submissions SET current_grading_id = id WHERE current_grading_id IS NULL"))
    db.commit()
    many = {path: statements_of(client, path) for path, client in pages.items()}
    more = {path: many[path][len(few[path]) :] for path in pages if len(many[path]) > len(few[path])}
    assert more == {}
    assert {path: len(each) for path, each in many.items() if len(each) > 20} == {}
    listed = next(client for path, client in pages.items() if "limit=200" in path)
    assert len(listed.get("/api/v1/submissions?limit=200").json()["submissions"]) == MANY
