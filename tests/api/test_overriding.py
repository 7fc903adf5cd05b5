"""A score that staff sets: it counts, it is told with its reason, and it leaves every result as it is."""

import csv
import io
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.api.conftest import LAB, Clients, grade, hand_in, submission_id

COURSE = "/api/v1/courses/testing-101"
SET = {"score": 5.25, "reason": "Shown at the desk: the idea is right."}


def put(client: httpx.Client, submission: object, **changed: Any) -> httpx.Response:
    return client.put(f"/api/v1/submissions/{submission}/override", json=SET | changed)


def cell(client: Clients) -> dict[str, Any]:
    rows = client("instructor").get(f"{COURSE}/scores").json()["rows"]
    (found,) = next(row["cells"] for row in rows if row["name"] == "Demo student")
    return found


def test_a_set_score_counts_until_it_is_withdrawn(client: Clients, db: Session) -> None:
    submission = submission_id(hand_in(client()))
    grade(score=4)
    db.execute(text("UPDATE gradebook_entries SET late_factor = 0.5"))
    db.commit()
    answer = put(client("instructor"), submission)
    assert answer.status_code == 200, answer.text
    assert answer.json()["override"]["by"] == "Demo instructor"
    assert (cell(client)["score"], cell(client)["raw"]) == (5.25, 4)
    assert cell(client)["override"]["reason"] == SET["reason"]
    hand_in(client())
    grade(score=6)
    assert cell(client)["score"] == 5.25, "a better result does not outdo staff"
    assert client().get(f"/api/v1/labs/{LAB}").json()["best_score"] == 5.25
    put(client("instructor"), submission, score=0, reason="=1+1")
    assert cell(client)["score"] == 0
    exported = csv.DictReader(io.StringIO(client("instructor").get(f"{COURSE}/scores.csv").text, newline=""))
    told = {row["student"]: (row["total"], row["set_by_staff"]) for row in exported}
    assert told == {
        "Demo CI job": ("0.0", ""),
        "Demo student": ("0.0", "lab-a (=1+1)"),
        "Second demo student": ("0.0", ""),
    }
    for _ in range(2):
        assert client("instructor").delete(f"/api/v1/submissions/{submission}/override").status_code == 204
    assert (cell(client)["score"], cell(client)["override"]) == (6, None)
    actions = db.scalars(text("SELECT action FROM audit WHERE action LIKE 'score.%' ORDER BY at")).all()
    assert actions == ["score.set", "score.set", "score.withdrawn"]


def test_the_student_reads_score_and_reason_and_not_who_set_it(client: Clients) -> None:
    first, second = (submission_id(hand_in(client())) for _ in range(2))
    put(client("instructor"), first)
    for submission in (first, second):
        seen = client().get(f"/api/v1/submissions/{submission}").json()
        assert {**seen["override"], "at": ""} == {**SET, "by": None, "at": ""}
        assert seen["score"] is None
    other = submission_id(hand_in(client("student2")))
    assert client("student2").get(f"/api/v1/submissions/{other}").json()["override"] is None


def test_only_staff_sets_a_score(client: Clients, db: Session) -> None:
    submission = submission_id(hand_in(client()))
    for who, status in (("student", 403), ("student2", 404), ("ci", 404)):
        assert put(client(who), submission).status_code == status
        assert client(who).delete(f"/api/v1/submissions/{submission}/override").status_code == status
    assert db.scalar(text("SELECT count(*) FROM gradebook_entries")) == 0
    assert db.scalar(text("SELECT count(*) FROM audit WHERE action = 'refused.staff-only'")) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"score": -1},
        {"score": 1e9},
        {"score": 1.005},
        {"score": None},
        {"score": "NaN"},
        {"reason": "  "},
        {"reason": "r" * 501},
        {"reason": "a\0b"},
        {"late_factor": 1},
    ],
)
def test_what_is_no_score_is_refused(client: Clients, db: Session, changed: dict[str, Any]) -> None:
    submission = submission_id(hand_in(client()))
    assert put(client("instructor"), submission, **changed).status_code == 422
    assert db.scalar(text("SELECT count(*) FROM gradebook_entries")) == 0
